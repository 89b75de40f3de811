import type { Coder, CombineFn } from "../sdk/index.ts";
import { listCoder, optionalCoder } from "./element-coders.ts";

/** Compares two values: below 0 when `a` comes first, above 0 when `b` does. */
export type Compare<T> = (a: T, b: T) => number;

/**
 * Orders numbers, bigints, strings and Dates as `<` does. NaN comes after all others and -0 before 0: what `<` leaves
 * open would make results depend on the order in which values happen to come.
 */
export function natural(a: number | bigint | string | Date, b: number | bigint | string | Date): number {
  return a < b ? -1 : a > b ? 1 : unordered(Number(a), Number(b));
}

function unordered(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) ? 1 : -1;
  return Object.is(a, -0) ? -1 : 1;
}

type Held<T> = readonly [] | readonly [T];

function extreme<T>(isBetter: (candidate: T, held: T) => boolean): CombineFn<T, Held<T>, T | undefined> {
  return {
    createAccumulator: () => [],
    addInput: (held, value) => (held.length === 0 || isBetter(value, held[0]) ? [value] : held),
    mergeAccumulators: (a, b) => {
      if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
      return isBetter(b[0], a[0]) ? b : a;
    },
    extractOutput: ([value]) => value,
    accumulatorCoder: (input) => listCoder<T>(input) as Coder<readonly T[]> as Coder<Held<T>>,
    outputCoder: optionalCoder,
  };
}

/**
 * Returns the CombineFn of the greatest value by `compare`, or in natural order; undefined for none. Of values that
 * compare as equal it gives any one.
 *
 * @example
 * ```ts
 * const latest = dates.combineGlobally(max());
 * const best = playsByTeam.combinePerKey(max((a, b) => a.score - b.score));
 * ```
 */
export function max<T extends number | bigint | string | Date>(): CombineFn<T, Held<T>, T | undefined>;
export function max<T>(compare: Compare<T>): CombineFn<T, Held<T>, T | undefined>;
export function max<T>(compare: Compare<T> = natural as Compare<unknown>): CombineFn<T, Held<T>, T | undefined> {
  return extreme((candidate, held) => compare(candidate, held) > 0);
}

/**
 * Returns the CombineFn of the least value by `compare`, or in natural order; undefined for none. Of values that compare
 * as equal it gives any one.
 *
 * @example
 * ```ts
 * const cheapest = pricesByProduct.combinePerKey(min());
 * ```
 */
export function min<T extends number | bigint | string | Date>(): CombineFn<T, Held<T>, T | undefined>;
export function min<T>(compare: Compare<T>): CombineFn<T, Held<T>, T | undefined>;
export function min<T>(compare: Compare<T> = natural as Compare<unknown>): CombineFn<T, Held<T>, T | undefined> {
  return extreme((candidate, held) => compare(candidate, held) < 0);
}
