import { canonicalValueCoder, encodeBytes, varintCoder, type Coder, type CombineFn } from "../sdk/index.ts";
import { estimateCardinality, hash53, rankOf } from "./hyper-log-log.ts";

/** How {@link approximateUnique} counts. */
export interface ApproximateUniqueOptions<T> {
  /** The relative standard error, from 0.002 to 0.26; 0.01 when left out. */
  readonly error?: number;
  /** Values with the same encoding are the same; the value coder's canonical form when left out. */
  readonly coder?: Coder<T>;
}

/** All hashes while they are few, and then the registers. */
export type UniqueSketch = Set<number> | Uint8Array<ArrayBuffer>;

/**
 * Returns the CombineFn of about how many different values there are; 0 for none. It is exact for up to some thousand of
 * them, then holds a table of one size (at an error of 0.01: 16 KB). The result doesn't depend on any order.
 *
 * @throws RangeError when the error is out of range
 *
 * Source: HyperLogLog (P. Flajolet, É. Fusy, O. Gandouet and F. Meunier, 2007) with the estimator of O. Ertl, "New
 * cardinality estimation algorithms for HyperLogLog sketches", 2017.
 *
 * @example
 * ```ts
 * const visitors = visits.keyBy(({ page }) => page).mapValues(({ user }) => user).combinePerKey(approximateUnique());
 * ```
 */
export function approximateUnique<T>({
  error = 0.01,
  coder = canonicalValueCoder as Coder<T>,
}: ApproximateUniqueOptions<T> = {}): CombineFn<T, UniqueSketch, number> {
  if (!(error >= 0.002 && error <= 0.26)) {
    throw new RangeError(`The error of approximateUnique is from 0.002 to 0.26; got ${String(error)}.`);
  }
  const precision = Math.ceil(Math.log2((1.04 / error) ** 2));
  // As many hashes as take about the memory of the registers.
  const maxHashes = 2 ** precision / 8;
  const add = (sketch: UniqueSketch, hash: number): UniqueSketch => {
    if (sketch instanceof Set) {
      sketch.add(hash);
      return sketch.size <= maxHashes ? sketch : registersOf(sketch, precision);
    }
    note(sketch, hash, precision);
    return sketch;
  };
  return {
    createAccumulator: () => new Set(),
    addInput: (sketch, value) => add(sketch, hash53(encodeBytes(coder, value))),
    mergeAccumulators(into, other) {
      if (other instanceof Set) {
        let merged = into;
        for (const hash of other) merged = add(merged, hash);
        return merged;
      }
      const registers = into instanceof Set ? registersOf(into, precision) : into;
      for (const [i, rank] of other.entries()) registers[i] = Math.max(registers[i] ?? 0, rank);
      return registers;
    },
    extractOutput: (sketch) =>
      sketch instanceof Set ? sketch.size : Math.round(estimateCardinality(sketch, precision)),
    outputCoder: varintCoder,
  };
}

function registersOf(hashes: Set<number>, precision: number): Uint8Array<ArrayBuffer> {
  const registers = new Uint8Array(2 ** precision);
  for (const hash of hashes) note(registers, hash, precision);
  return registers;
}

function note(registers: Uint8Array, hash: number, precision: number): void {
  const { register, rank } = rankOf(hash, precision);
  if (rank > (registers[register] ?? 0)) registers[register] = rank;
}
