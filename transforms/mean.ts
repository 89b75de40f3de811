import { doubleCoder, type CombineFn } from "../sdk/index.ts";

interface MeanAccumulator {
  sum: number;
  count: number;
}

const combineFn: CombineFn<number, MeanAccumulator, number> = Object.freeze({
  createAccumulator: () => ({ sum: 0, count: 0 }),
  addInput: (mean: MeanAccumulator, value: number) => {
    mean.sum += value;
    mean.count++;
    return mean;
  },
  mergeAccumulators: (into: MeanAccumulator, other: MeanAccumulator) => {
    into.sum += other.sum;
    into.count += other.count;
    return into;
  },
  extractOutput: ({ sum, count }: MeanAccumulator) => sum / count,
  outputCoder: doubleCoder,
});

/** Returns the CombineFn of the arithmetic mean of numbers; NaN for none. */
export function mean(): CombineFn<number, MeanAccumulator, number> {
  return combineFn;
}
