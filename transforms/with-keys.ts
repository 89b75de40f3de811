import type { Element, PCollection } from "../sdk/index.ts";

/**
 * Returns each element as a pair with a key: the same for all, or what a function returns for it.
 *
 * @example
 * ```ts
 * const all = scores.apply(withKeys("all"));                        // PCollection<[string, number]>
 * const byTeam = plays.apply(withKeys((play: Play) => play.team));  // as plays.keyBy((play) => play.team)
 * ```
 */
export function withKeys<T, K extends Element>(
  key: (element: T) => K,
): (input: PCollection<T>) => PCollection<[Awaited<K>, T]>;
export function withKeys<K>(key: K): <T>(input: PCollection<T>) => PCollection<[K, T]>;
export function withKeys(key: unknown): (input: PCollection<unknown>) => PCollection<[unknown, unknown]> {
  const keyOf = (typeof key === "function" ? key : () => key) as (element: unknown) => Element;
  return function withKeys(input: PCollection<unknown>): PCollection<[unknown, unknown]> {
    return input.keyBy("Key", keyOf);
  };
}
