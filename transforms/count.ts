import { varintCoder, type CombineFn, type KV, type PCollection } from "../sdk/index.ts";

const combineFn: CombineFn<unknown, number, number> = Object.freeze({
  createAccumulator: () => 0,
  addInput: (count: number) => count + 1,
  mergeAccumulators: (a: number, b: number) => a + b,
  extractOutput: (count: number) => count,
  accumulatorCoder: varintCoder,
  outputCoder: varintCoder,
});

/**
 * Returns the CombineFn of the number of values.
 *
 * @example
 * ```ts
 * const total = lines.combineGlobally(count());    // PCollection<number>, of one element
 * ```
 */
export function count(): CombineFn<unknown, number, number> {
  return combineFn;
}

/**
 * Returns how often each element occurs.
 *
 * @example
 * ```ts
 * const counts = words.apply(countPerElement());    // PCollection<[string, number]>
 * ```
 */
export function countPerElement(): <T>(input: PCollection<T>) => PCollection<[T, number]> {
  return function countPerElement<T>(input: PCollection<T>): PCollection<[T, number]> {
    // Elements are keys as they are: whatever can be one is constrained by no more than PCollection itself.
    const keyed = input.keyBy("ByElement", (element) => element as T & NonNullable<unknown>);
    return keyed.combinePerKey("Count", count());
  };
}

/** Returns how many values each key has. */
export function countPerKey(): <K>(input: PCollection<KV<K, unknown>>) => PCollection<[K, number]> {
  return function countPerKey<K>(input: PCollection<KV<K, unknown>>): PCollection<[K, number]> {
    return input.combinePerKey("Count", count());
  };
}
