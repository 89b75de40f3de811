import { PurlinError, type CombineFn, type KV } from "../sdk/index.ts";
import { byStructureCoder, structureOf, type ByStructure } from "./to-set.ts";

/** What becomes of values of one key. */
export interface ToMapOptions<V> {
  /** Makes one value of two; in any order. A key with two values is an error where it is left out. */
  readonly merge?: (a: V, b: V) => V;
}

/** Thrown when a map is made of pairs of which two have the same key. */
export class DuplicateMapKeyError extends PurlinError {
  /** The key that has two values. */
  readonly key: unknown;

  constructor(key: unknown) {
    super("DuplicateMapKeyError", "PURLIN_DUPLICATE_MAP_KEY", {
      summary: "toMap() has found two values of one key, and which one comes first is the runner's choice.",
      facts: { key: String(key) },
      remedies: [
        "say what becomes of them:  toMap({ merge: (a, b) => ... })",
        "combine the values of each key before:  .combinePerKey(...)",
      ],
    });
    this.key = key;
  }
}

/**
 * Returns the CombineFn that makes a Map of pairs. All of them must fit into memory.
 *
 * @throws DuplicateMapKeyError, when it runs, for two values of one key where there is no `merge`
 *
 * @example
 * ```ts
 * const prices = products.keyBy(({ id }) => id).combineGlobally(toMap());    // PCollection<Map<string, Product>>
 * ```
 */
export function toMap<K, V>({ merge }: ToMapOptions<V> = {}): CombineFn<KV<K, V>, ByStructure<KV<K, V>>, Map<K, V>> {
  const add = (held: ByStructure<KV<K, V>>, structure: unknown, pair: KV<K, V>): void => {
    const known = held.get(structure);
    if (known !== undefined && merge === undefined) throw new DuplicateMapKeyError(pair[0]);
    held.set(structure, known === undefined || merge === undefined ? pair : [known[0], merge(known[1], pair[1])]);
  };
  return {
    createAccumulator: () => new Map(),
    addInput: (held, pair) => {
      add(held, structureOf(pair[0]), pair);
      return held;
    },
    mergeAccumulators: (into, other) => {
      for (const [structure, pair] of other) add(into, structure, pair);
      return into;
    },
    extractOutput: (held) => new Map(held.values()),
    accumulatorCoder: (input) => byStructureCoder<KV<K, V>>(input, ([key]) => key),
  };
}
