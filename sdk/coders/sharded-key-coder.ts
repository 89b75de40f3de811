import type { Coder } from "./coder.ts";
import { bytesCoder } from "./bytes-coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** A key that has been split into shards, to group it on several workers. */
export interface ShardedKey<K> {
  readonly shardId: Uint8Array;
  readonly key: K;
}

/** The shard's id, then the key, both nested (`beam:coder:sharded_key:v1`). */
export function shardedKeyCoder<K>(key: Coder<K>): Coder<ShardedKey<K>> {
  const coder: Coder<ShardedKey<K>> = {
    kind: "sharded_key",
    components: [key],
    isDeterministic: key.isDeterministic,
    encode(value, writer) {
      bytesCoder.encode(value.shardId, writer, true);
      key.encode(value.key, writer, true);
    },
    decode(reader) {
      const shardId = bytesCoder.decode(reader, true);
      return { shardId, key: key.decode(reader, true) };
    },
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
