import type { Coder, CombineFn, Element, PCollection } from "../sdk/index.ts";
import { listCoder } from "./element-coders.ts";

const nothing: CombineFn<unknown, null, null> = Object.freeze({
  createAccumulator: () => null,
  addInput: () => null,
  mergeAccumulators: () => null,
  extractOutput: () => null,
});

/**
 * Returns each element once in each window. Elements are the same when their encodings are: by the coder that was named
 * for them, or by their values.
 *
 * @example
 * ```ts
 * const users = visits.map((visit) => visit.user).apply(distinct());
 * ```
 */
export function distinct(): <T>(input: PCollection<T>) => PCollection<T> {
  return function distinct<T>(input: PCollection<T>): PCollection<T> {
    return input.keyedByElement("ByElement").combinePerKey("Once", nothing).keys("Elements");
  };
}

/**
 * Returns one element of all for which `by` returns the same, in each window: any one of them.
 *
 * @example
 * ```ts
 * const firstVisits = visits.apply(distinctBy((visit) => visit.user));
 * ```
 */
export function distinctBy<T>(by: (element: T) => Element): (input: PCollection<T>) => PCollection<T> {
  return function distinctBy(input: PCollection<T>): PCollection<T> {
    return input.keyBy("ByKey", by).combinePerKey("Once", anyOne<T>()).values("Elements");
  };
}

function anyOne<T>(): CombineFn<T, T[], T> {
  return {
    createAccumulator: () => [],
    addInput: (held, value) => (held.length > 0 ? held : [value]),
    mergeAccumulators: (a, b) => (a.length > 0 ? a : b),
    // A key has a value at least.
    extractOutput: ([value]) => value as T,
    accumulatorCoder: listCoder,
    outputCoder: (input) => input as Coder<T>,
  };
}
