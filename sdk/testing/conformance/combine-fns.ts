import { combineFn, sideInput, type CombineFn, type KV } from "../../index.ts";

/** Adds numbers. */
export const sum: CombineFn<number, number, number> = {
  createAccumulator: () => 0,
  addInput: (total, value) => total + value,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (total) => total,
};

/** Takes the mean of numbers, by an accumulator that is changed in place; NaN of none. */
export const mean: CombineFn<number, { total: number; count: number }, number> = {
  createAccumulator: () => ({ total: 0, count: 0 }),
  addInput(accumulator, value) {
    accumulator.total += value;
    accumulator.count++;
    return accumulator;
  },
  mergeAccumulators(into, other) {
    into.total += other.total;
    into.count += other.count;
    return into;
  },
  extractOutput: ({ total, count }) => total / count,
};

/** Collects values, sorted; its accumulators are made small before they travel. */
export const sortedValues: CombineFn<number, number[], number[]> = {
  createAccumulator: () => [],
  addInput: (values, value) => [...values, value],
  mergeAccumulators: (a, b) => [...a, ...b],
  extractOutput: (values) => values.toSorted((a, b) => a - b),
  compact: (values) => values.toSorted((a, b) => a - b),
};

/** Adds numbers and takes the result ten times, by what its setup has returned. */
export const scaled: CombineFn<number, number, number> = {
  ...sum,
  setup: () => Promise.resolve({ factor: 10 }),
  extractOutput: (total, context) => total * (context?.resources as { factor: number }).factor,
};

/** Adds numbers at the rates of a side input, and to a base of another. */
export const converted = combineFn<KV<string, number>, number>()({
  side: { rates: sideInput.map<string, number>(), base: sideInput.singleton<number>() },
  setup: async () => Promise.resolve({ factor: 1 }),
  createAccumulator: () => 0,
  addInput: (total, [unit, n], { side, resources }) => total + n * (side.rates.get(unit) ?? 0) * resources.factor,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (total, { side }) => total + side.base,
});

/** Adds numbers, and multiplies the sum by a side input. */
export const multiplied = combineFn<number, number>()({
  side: { factor: sideInput.singleton<number>() },
  createAccumulator: () => 0,
  addInput: (total, n) => total + n,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (total, { side }) => total * side.factor,
});
