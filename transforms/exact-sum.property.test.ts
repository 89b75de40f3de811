import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { mean, sum, sumBigints } from "./index.ts";

const special = fc.constantFrom(Number.NaN, Infinity, -Infinity);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Of very different magnitudes, and those that take each other away. */
const hard = fc.oneof(finite, fc.constantFrom(1e308, -1e308, 1e-308, 5e-324, 2 ** 53, 1, -1, 0.1, -0.1));

/** Returns the double that is nearest to a fraction, found by halving an interval of doubles. */
function nearest(numerator: bigint, denominator: bigint): number {
  const isBelow = (x: number): boolean => toUnits(x) * denominator < numerator;
  let [low, high] = [-Number.MAX_VALUE, Number.MAX_VALUE];
  if (!isBelow(low)) return numerator <= toUnits(-Infinity) * denominator ? -Infinity : low;
  if (isBelow(high)) return numerator >= toUnits(Infinity) * denominator ? Infinity : high;
  // Doubles have the order of their bits.
  let [from, to] = [ordinal(low), ordinal(high)];
  while (to - from > 1n) {
    const middle = (from + to) / 2n;
    if (isBelow(ofOrdinal(middle))) from = middle;
    else to = middle;
  }
  [low, high] = [ofOrdinal(from), ofOrdinal(to)];
  const [below, above] = [numerator - toUnits(low) * denominator, toUnits(high) * denominator - numerator];
  if (below === above) return (from & 1n) === 0n ? low : high;
  return below < above ? low : high;
}

const view = new DataView(new ArrayBuffer(8));

function ordinal(x: number): bigint {
  view.setFloat64(0, Math.abs(x));
  return x < 0 ? -view.getBigUint64(0) : view.getBigUint64(0);
}

function ofOrdinal(place: bigint): number {
  view.setBigUint64(0, place < 0n ? -place : place);
  return place < 0n ? -view.getFloat64(0) : view.getFloat64(0);
}

/** Units of 2^-1074; Infinity stands for the halfway to the next double that there would be. */
function toUnits(x: number): bigint {
  if (!Number.isFinite(x)) return BigInt(Math.sign(x)) * ((1n << 2098n) - (1n << 2044n));
  const [exponent, sign] = [Number(ordinal(Math.abs(x)) >> 52n), x < 0 ? -1n : 1n];
  const fraction = ordinal(Math.abs(x)) & ((1n << 52n) - 1n);
  return sign * (exponent === 0 ? fraction : (fraction + (1n << 52n)) << BigInt(exponent - 1));
}

function trueSum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + toUnits(value), 0n);
}

describe("sum()", () => {
  it("gives the double that is nearest to the true sum, however the values are combined", () => {
    fc.assert(
      fc.property(fc.array(hard), (values) => {
        checkCombineFnLaws(sum(), values, { oracle: (list) => nearest(trueSum(list), 1n), isSame: (a, b) => a === b });
      }),
    );
  });

  it("gives NaN and the infinities as any order of adding does", () => {
    fc.assert(
      fc.property(fc.array(finite), fc.array(special, { minLength: 1 }), (values, specials) => {
        const mixed = [...values, ...specials, ...values];
        checkCombineFnLaws(sum(), mixed, { oracle: () => specials.reduce((a, b) => a + b, 0) });
      }),
    );
  });

  it.each<{ name: string; values: number[]; expected: number }>([
    { name: "a tenth ten times", values: Array.from({ length: 10 }, () => 0.1), expected: 1 },
    { name: "what a large number hides", values: [1e100, 1, -1e100], expected: 1 },
    { name: "beyond the largest double, and back", values: [1e308, 1e308, -1e308], expected: 1e308 },
    { name: "beyond the largest double", values: [1e308, 1e308], expected: Infinity },
    { name: "what is decided by the third part", values: [1, 2 ** -53, 2 ** -106], expected: 1 + 2 ** -52 },
    { name: "a tie to even", values: [1, 2 ** -53], expected: 1 },
    { name: "the smallest numbers", values: [5e-324, 5e-324, -5e-324], expected: 5e-324 },
    { name: "no minus zero", values: [-0], expected: 0 },
  ])("adds $name", ({ values, expected }) => {
    const fn = sum();
    expect(fn.extractOutput(values.reduce((total, value) => fn.addInput(total, value), fn.createAccumulator()))).toBe(
      expected,
    );
  });

  it("keeps a plain number as long as that is exact", () => {
    const fn = sum();
    fc.assert(
      fc.property(fc.array(fc.integer()), (values) => {
        const total = values.reduce((held, value) => fn.addInput(held, value), fn.createAccumulator());
        expect(total).toBe(values.reduce((a, b) => a + b, 0));
      }),
    );
  });
});

describe("mean()", () => {
  it("gives the mean of the true sum, however the values are combined", () => {
    fc.assert(
      fc.property(fc.array(hard, { minLength: 1 }), (values) => {
        checkCombineFnLaws(mean(), values, {
          oracle: (list) => nearest(trueSum(list), BigInt(list.length)),
          isSame: (a, b) => Math.abs(a - b) <= Math.abs(a) * 2 ** -52 + 5e-324,
        });
      }),
    );
  });

  it("has a mean of numbers whose sum is beyond the largest double", () => {
    const fn = mean();
    const accumulator = [1e308, 1.5e308].reduce((held, value) => fn.addInput(held, value), fn.createAccumulator());
    expect(fn.extractOutput(accumulator)).toBe(1.25e308);
  });
});

describe("sumBigints()", () => {
  it("adds bigints of any size", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt()), (values) => {
        checkCombineFnLaws(sumBigints(), values, { oracle: (list) => list.reduce((a, b) => a + b, 0n) });
      }),
    );
  });
});
