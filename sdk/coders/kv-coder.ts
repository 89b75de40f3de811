import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** A pair's key, nested, then its value (`beam:coder:kv:v1`). The pairs it reads are plain tuples. */
export function kvCoder<K, V>(key: Coder<K>, value: Coder<V>): Coder<[K, V]> {
  const coder: Coder<[K, V]> = {
    kind: "kv",
    components: [key, value],
    isDeterministic: key.isDeterministic && value.isDeterministic,
    encode(pair, writer, isNested) {
      checkPair(pair);
      key.encode(pair[0], writer, true);
      value.encode(pair[1], writer, isNested);
    },
    decode(reader, isNested) {
      const first = key.decode(reader, true);
      return [first, value.decode(reader, isNested)];
    },
    structuralValue: (pair) => encodedStructure(coder, pair),
  };
  return Object.freeze(coder);
}

function checkPair(value: unknown): void {
  if (Array.isArray(value) && value.length === 2) return;
  throw new CoderError({
    summary: `A keyed element is a pair [key, value]; got ${
      Array.isArray(value) ? `an array of ${String(value.length)}` : value === null ? "null" : typeof value
    }.`,
    remedies: ["make pairs with .keyBy((element) => ...)", "return [key, value] from the function before this step"],
  });
}
