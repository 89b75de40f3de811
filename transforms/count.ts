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
 * Returns how often each element occurs. Elements are the same when their encodings are: by the coder that was named for
 * them, or by their values.
 *
 * @example
 * ```ts
 * const counts = words.apply(countPerElement());    // PCollection<[string, number]>
 * ```
 */
export function countPerElement(): <T>(input: PCollection<T>) => PCollection<[T, number]> {
  return function countPerElement<T>(input: PCollection<T>): PCollection<[T, number]> {
    return input.keyedByElement("ByElement").combinePerKey("Count", count());
  };
}

/** Returns how many values each key has. */
export function countPerKey(): <K>(input: PCollection<KV<K, unknown>>) => PCollection<[K, number]> {
  return function countPerKey<K>(input: PCollection<KV<K, unknown>>): PCollection<[K, number]> {
    return input.combinePerKey("Count", count());
  };
}
