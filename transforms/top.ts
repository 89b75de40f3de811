import type { CombineFn } from "../sdk/index.ts";
import { listCoder } from "./element-coders.ts";
import { natural, type Compare } from "./extremes.ts";

/**
 * Returns the CombineFn of the `n` greatest values by `compare`, or in natural order, the greatest first. It keeps no more
 * than 2n of them at a time. For the least ones, turn `compare` round.
 *
 * @param n - a whole number, at least 1
 * @throws RangeError when `n` is not a whole number of at least 1
 *
 * @example
 * ```ts
 * const best = scores.combineGlobally(top(10, ([, a], [, b]) => a - b));
 * ```
 */
export function top<T extends number | bigint | string | Date>(n: number): CombineFn<T, T[], T[]>;
export function top<T>(n: number, compare: Compare<T>): CombineFn<T, T[], T[]>;
export function top<T>(n: number, compare: Compare<T> = natural as Compare<unknown>): CombineFn<T, T[], T[]> {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`top takes a whole number of at least 1; got ${String(n)}.`);
  const cut = (values: T[]): T[] => {
    values.sort((a, b) => compare(b, a));
    values.length = Math.min(values.length, n);
    return values;
  };
  return {
    createAccumulator: () => [],
    addInput: (values, value) => {
      values.push(value);
      return values.length >= 2 * n ? cut(values) : values;
    },
    mergeAccumulators: (into, other) => cut([...into, ...other]),
    compact: cut,
    // A copy: the accumulator goes on being filled where a window fires more than once.
    extractOutput: (values) => cut([...values]),
    accumulatorCoder: listCoder,
    outputCoder: listCoder,
  };
}
