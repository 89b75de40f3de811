/** A key and its value: the element of a keyed PCollection. Pairs are plain tuples. */
export type KV<K, V> = readonly [key: K, value: V];
