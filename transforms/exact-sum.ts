// Sums of doubles without any error: they don't depend on the order of adding, which is the runner's.

/**
 * The exact sum of numbers, in one of three forms:
 *
 * - a number, where that is exact (sums of integers up to 2^53 stay in this form), or Infinity or NaN was added
 * - parts that don't overlap, of growing magnitude, whose exact sum it is (J. R. Shewchuk, "Adaptive Precision
 *   Floating-Point Arithmetic", 1997)
 * - a number of units of 2^-1074, of which all finite doubles are multiples, after the parts have passed 1.8e308
 */
export type ExactSum = number | number[] | bigint;

/** Returns the exact sum with one number more; it may change and return the one that it is given. */
export function addExactly(sum: ExactSum, x: number): ExactSum {
  if (typeof sum === "number" && typeof x === "number") {
    // What rounding has taken away from the total is exact itself; mostly there is nothing.
    const total = sum + x;
    const taken = total - sum;
    if (sum - (total - taken) + (x - taken) === 0) return total;
  }
  return addWithParts(sum, x);
}

/** Returns the exact sum of both; it may change and return the first one. */
export function mergeExactly(into: ExactSum, other: ExactSum): ExactSum {
  if (typeof other === "number") return addExactly(into, other);
  if (typeof other === "bigint") {
    return typeof into === "number" && !Number.isFinite(into) ? into : unitsOfSum(into) + other;
  }
  let merged = into;
  for (const part of other) merged = addExactly(merged, part);
  return merged;
}

/** Returns the double that is nearest to `sum / divisor`, but for the rounding of a quotient of two doubles. */
export function roundedQuotient(sum: ExactSum, divisor: number): number {
  if (typeof sum === "bigint") return nearest(sum, BigInt(divisor));
  return (typeof sum === "number" ? sum : roundParts(sum)) / divisor;
}

function addWithParts(sum: ExactSum, added: number): ExactSum {
  if (typeof added !== "number") throw notANumber(added);
  if (typeof sum === "number" && !Number.isFinite(sum)) return sum + added;
  if (!Number.isFinite(added)) return added;
  if (typeof sum === "bigint") return sum + unitsOf(added);
  const parts = typeof sum === "number" ? [sum] : sum;
  let x = added;
  let kept = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as number;
    const isLarger = Math.abs(x) >= Math.abs(part);
    const large = isLarger ? x : part;
    const small = isLarger ? part : x;
    const high = large + small;
    if (!Number.isFinite(high)) return unitsOfAll([...parts.slice(0, kept), large, small, ...parts.slice(i + 1)]);
    const low = small - (high - large);
    if (low !== 0) parts[kept++] = low;
    x = high;
  }
  parts[kept] = x;
  // Only where it changes: it is costly, and this runs for each element.
  if (parts.length > kept + 1) parts.length = kept + 1;
  return kept === 0 ? x : parts;
}

// A program without type checks may add anything, and a text would be appended.
function notANumber(added: unknown): TypeError {
  const got = typeof added === "string" ? JSON.stringify(added) : added === null ? "null" : typeof added;
  return new TypeError(`sum and mean take numbers; got ${got}. Convert or drop it before:  .mapValues(Number)`);
}

/** Rounds once: what the first rounding has left decides where that was a tie. */
function roundParts(parts: readonly number[]): number {
  let i = parts.length - 1;
  let high = parts[i] ?? 0;
  let low = 0;
  while (i > 0 && low === 0) {
    const x = high;
    const y = parts[--i] as number;
    high = x + y;
    low = y - (high - x);
  }
  const next = i > 0 ? (parts[i - 1] as number) : 0;
  if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
    const rounded = high + low * 2;
    if (rounded - high === low * 2) return rounded;
  }
  return high;
}

function unitsOfSum(sum: ExactSum): bigint {
  if (typeof sum === "bigint") return sum;
  return typeof sum === "number" ? unitsOf(sum) : unitsOfAll(sum);
}

function unitsOfAll(numbers: readonly number[]): bigint {
  return numbers.reduce((units, x) => units + unitsOf(x), 0n);
}

const view = new DataView(new ArrayBuffer(8));

function unitsOf(x: number): bigint {
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const units = exponent === 0n ? fraction : (fraction | 0x10_0000_0000_0000n) << (exponent - 1n);
  return x < 0 ? -units : units;
}

/** The bits that are enough to round a quotient by: those of a double, and some. */
const enoughBits = 66;

function nearest(units: bigint, divisor: bigint): number {
  const magnitude = units < 0n ? -units : units;
  const shift = Math.max(0, bitLength(magnitude) - bitLength(divisor) - enoughBits);
  const scaled = divisor << BigInt(shift);
  // The last bit stands for all that is cut off, so that a tie is one only where nothing is.
  const quotient = (magnitude / scaled) | (magnitude % scaled === 0n ? 0n : 1n);
  const result = Number(quotient) * 2 ** (shift - 1074);
  return units < 0n ? -result : result;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
