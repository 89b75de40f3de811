import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";

/**
 * The number of a Map's entries (int32), then each key and value, nested. It occurs within rows, and is not
 * deterministic: equal Maps may have their entries in different orders.
 */
export function mapCoder<K, V>(key: Coder<K>, value: Coder<V>): Coder<ReadonlyMap<K, V>> {
  const coder: Coder<ReadonlyMap<K, V>> = {
    kind: "map",
    components: [key, value],
    isDeterministic: false,
    encode(entries, writer) {
      if (!(entries instanceof Map))
        throw new CoderError({ summary: `A map field takes a Map; got ${typeof entries}.` });
      writer.writeInt32(entries.size);
      for (const [entryKey, entryValue] of entries as ReadonlyMap<K, V>) {
        key.encode(entryKey, writer, true);
        value.encode(entryValue, writer, true);
      }
    },
    decode(reader) {
      const count = reader.readInt32();
      if (count < 0) throw reader.error(`A map has 0 or more entries; got ${String(count)}.`);
      const entries = new Map<K, V>();
      for (let i = 0; i < count; i++) {
        const entryKey = key.decode(reader, true);
        entries.set(entryKey, value.decode(reader, true));
      }
      return entries;
    },
    structuralValue: (entries) => encodedStructure(coder, entries),
  };
  return Object.freeze(coder);
}
