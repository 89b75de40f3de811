import type { CombineFn, Element, PCollection } from "../sdk/index.ts";
import { listCoder } from "./element-coders.ts";

/**
 * Returns `n` of the elements of each window, or all where there are no more: whichever come first, which is for the
 * runner to say. See {@link sample} for some of which each is as likely as another.
 *
 * @param n - a whole number, at least 1
 * @throws RangeError when it is none
 *
 * @example
 * ```ts
 * const few = lines.apply(limit(100));
 * ```
 */
export function limit(n: number): <T>(input: PCollection<T>) => PCollection<T> {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new RangeError(`limit takes a whole number of at least 1; got ${String(n)}.`);
  return function limit<T>(input: PCollection<T>): PCollection<T> {
    return input
      .combineGlobally("First", firstOnes<T>(n), { emptyDefault: false })
      .flatMap("Elements", (elements) => elements as Iterable<T & Element>);
  };
}

function firstOnes<T>(n: number): CombineFn<T, T[], T[]> {
  return {
    createAccumulator: () => [],
    addInput(held, value) {
      if (held.length < n) held.push(value);
      return held;
    },
    mergeAccumulators: (a, b) => (a.length < n ? [...a, ...b.slice(0, n - a.length)] : a),
    extractOutput: (held) => [...held],
    accumulatorCoder: listCoder,
    outputCoder: listCoder,
  };
}
