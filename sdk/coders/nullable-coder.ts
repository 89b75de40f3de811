import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** The byte 0 for null, or the byte 1 and the value (`beam:coder:nullable:v1`). */
export function nullableCoder<T>(inner: Coder<T>): Coder<T | null> {
  const coder: Coder<T | null> = {
    kind: "nullable",
    components: [inner],
    isDeterministic: inner.isDeterministic,
    encode(value, writer, isNested) {
      writer.writeByte(value === null ? 0 : 1);
      if (value !== null) inner.encode(value, writer, isNested);
    },
    decode(reader, isNested) {
      const marker = reader.readByte();
      if (marker > 1) throw reader.error(`A nullable value starts with the byte 0 or 1; got ${String(marker)}.`);
      return marker === 0 ? null : inner.decode(reader, isNested);
    },
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
