import type { Coder, CombineFn, KV, PCollection, Timestamp } from "../sdk/index.ts";
import { listCoder } from "./element-coders.ts";

type Timed<T> = KV<Timestamp, T>;

function latestOf<T>(): CombineFn<Timed<T>, Timed<T>[], T> {
  const later = (a: Timed<T>[], b: Timed<T>[]): Timed<T>[] => {
    const [[of], [than]] = [a, b];
    if (of === undefined || than === undefined) return of === undefined ? b : a;
    return than[0] > of[0] ? b : a;
  };
  return {
    createAccumulator: () => [],
    addInput: (held, timed) => (held[0] === undefined || timed[0] > held[0][0] ? [timed] : held),
    mergeAccumulators: later,
    // There is a value at least: nothing is asked of none.
    extractOutput: ([timed]) => (timed as Timed<T>)[1],
    accumulatorCoder: listCoder,
    // Of a pair, whose second part is the value.
    outputCoder: (input) => (input.components[1] ?? input) as Coder<T>,
  };
}

/**
 * Returns the element with the latest timestamp in each window: none where there are none, and any one of those that share
 * it.
 *
 * @example
 * ```ts
 * const price = quotes.withTimestamps((quote) => quote.at).apply(latest());
 * ```
 */
export function latest(): <T>(input: PCollection<T>) => PCollection<T> {
  return function latest<T>(input: PCollection<T>): PCollection<T> {
    const timed = input.keyBy("WithTime", (_, { timestamp }) => timestamp);
    return timed.combineGlobally("Latest", latestOf<T>(), { emptyDefault: false });
  };
}

/**
 * Returns the value with the latest timestamp of each key and window: any one of those that share it.
 *
 * @example
 * ```ts
 * const prices = quotes.keyBy((quote) => quote.symbol).apply(latestPerKey());
 * ```
 */
export function latestPerKey(): <K, V>(input: PCollection<KV<K, V>>) => PCollection<[K, V]> {
  return function latestPerKey<K, V>(input: PCollection<KV<K, V>>): PCollection<[K, V]> {
    return input.withTimedValues("WithTime").combinePerKey("Latest", latestOf<V>());
  };
}
