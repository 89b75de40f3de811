import { doubleCoder, type CombineFn } from "../sdk/index.ts";

const combineFn: CombineFn<number, number, number> = Object.freeze({
  createAccumulator: () => 0,
  addInput: (sum: number, value: number) => sum + value,
  mergeAccumulators: (a: number, b: number) => a + b,
  extractOutput: (sum: number) => sum,
  accumulatorCoder: doubleCoder,
  outputCoder: doubleCoder,
});

/**
 * Returns the CombineFn of the sum of numbers; 0 for none. Where sums are not exact, of fractions and beyond 2^53, their
 * last digits depend on the order of adding, which is the runner's.
 *
 * @example
 * ```ts
 * const scores = plays.keyBy((play) => play.team).mapValues((play) => play.score).combinePerKey(sum());
 * ```
 */
export function sum(): CombineFn<number, number, number> {
  return combineFn;
}
