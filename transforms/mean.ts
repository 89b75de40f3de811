import { doubleCoder, type CombineFn } from "../sdk/index.ts";
import { addExactly, mergeExactly, roundedQuotient, type ExactSum } from "./exact-sum.ts";

/** What the mean of some numbers is made of. */
export interface MeanAccumulator {
  sum: ExactSum;
  count: number;
}

const combineFn: CombineFn<number, MeanAccumulator, number> = Object.freeze({
  createAccumulator: () => ({ sum: 0, count: 0 }),
  addInput: (mean: MeanAccumulator, value: number) => {
    mean.sum = addExactly(mean.sum, value);
    mean.count++;
    return mean;
  },
  mergeAccumulators: (into: MeanAccumulator, other: MeanAccumulator) => {
    into.sum = mergeExactly(into.sum, other.sum);
    into.count += other.count;
    return into;
  },
  extractOutput: ({ sum, count }: MeanAccumulator) => roundedQuotient(sum, count),
  outputCoder: doubleCoder,
});

/**
 * Returns the CombineFn of the arithmetic mean of numbers; NaN for none. The sum is exact, as that of {@link sum}: the
 * order of adding doesn't matter, and numbers whose sum is beyond 1.8e308 have a mean.
 *
 * @example
 * ```ts
 * const means = readings.keyBy(({ sensor }) => sensor).mapValues(({ celsius }) => celsius).combinePerKey(mean());
 * ```
 */
export function mean(): CombineFn<number, MeanAccumulator, number> {
  return combineFn;
}
