import type { CombineFn } from "../sdk/index.ts";
import { listCoder } from "./element-coders.ts";

/**
 * Returns the CombineFn of the array of all values, in no particular order. All of them must fit into memory: group by
 * key where they may not.
 *
 * @example
 * ```ts
 * const names = users.map((user) => user.name).combineGlobally(toList());    // PCollection<string[]>
 * ```
 */
export function toList<T>(): CombineFn<T, T[], T[]> {
  return {
    createAccumulator: () => [],
    addInput: (values, value) => {
      values.push(value);
      return values;
    },
    mergeAccumulators: (into, other) => {
      // Not by spreading into push: arguments are limited.
      for (const value of other) into.push(value);
      return into;
    },
    // A copy: the accumulator goes on being filled where a window fires more than once.
    extractOutput: (values) => [...values],
    accumulatorCoder: listCoder,
    outputCoder: listCoder,
  };
}
