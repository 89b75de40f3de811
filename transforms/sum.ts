import { doubleCoder, type CombineFn } from "../sdk/index.ts";
import { addExactly, mergeExactly, roundedQuotient, type ExactSum } from "./exact-sum.ts";

const ofNumbers: CombineFn<number, ExactSum, number> = Object.freeze({
  createAccumulator: () => 0,
  addInput: addExactly,
  mergeAccumulators: mergeExactly,
  extractOutput: (sum: ExactSum) => roundedQuotient(sum, 1),
  outputCoder: doubleCoder,
});

const ofBigints: CombineFn<bigint, bigint, bigint> = Object.freeze({
  createAccumulator: () => 0n,
  addInput: (sum: bigint, value: bigint) => sum + value,
  mergeAccumulators: (a: bigint, b: bigint) => a + b,
  extractOutput: (sum: bigint) => sum,
});

/**
 * Returns the CombineFn of the sum of numbers; 0 for none. It adds exactly and rounds once, at the end: the result is the
 * double that is nearest to the true sum, in whatever order a runner adds.
 *
 * @example
 * ```ts
 * const scores = plays.keyBy((play) => play.team).mapValues((play) => play.score).combinePerKey(sum());
 * ```
 */
export function sum(): CombineFn<number, ExactSum, number> {
  return ofNumbers;
}

/**
 * Returns the CombineFn of the sum of bigints; 0n for none.
 *
 * @example
 * ```ts
 * const supply = accounts.map((account) => account.wei).combineGlobally(sumBigints());
 * ```
 */
export function sumBigints(): CombineFn<bigint, bigint, bigint> {
  return ofBigints;
}
