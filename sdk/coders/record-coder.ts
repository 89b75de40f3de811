import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { mapCoder } from "./map-coder.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";

/** Plain objects as maps of their own properties. It occurs within rows, and is no more deterministic than maps are. */
export function recordCoder<V>(value: Coder<V>): Coder<Readonly<Record<string, V>>> {
  const entries = mapCoder(stringUtf8Coder, value);
  const coder: Coder<Readonly<Record<string, V>>> = {
    kind: "record",
    components: entries.components,
    isDeterministic: false,
    encode(record, writer, isNested) {
      if (typeof (record as unknown) !== "object" || record instanceof Map || Array.isArray(record)) {
        const got = record instanceof Map ? "Map" : Array.isArray(record) ? "array" : typeof record;
        throw new CoderError({ summary: `A record field takes a plain object; got ${got}.` });
      }
      entries.encode(new Map(Object.entries(record)), writer, isNested);
    },
    decode: (reader, isNested) => Object.fromEntries(entries.decode(reader, isNested)),
    structuralValue: (record) => encodedStructure(coder, record),
  };
  return Object.freeze(coder);
}
