import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** Bytes as they are; nested, their number as a varint comes first (`beam:coder:bytes:v1`). */
export const bytesCoder: Coder<Uint8Array> = Object.freeze<Coder<Uint8Array>>({
  kind: "bytes",
  components: [],
  isDeterministic: true,
  encode(value, writer, isNested) {
    if (!(value instanceof Uint8Array)) {
      throw new CoderError({ summary: `The bytes coder takes a Uint8Array; got ${typeof value}.` });
    }
    if (isNested) writer.writeBytesWithLength(value);
    else writer.writeBytes(value);
  },
  decode(reader, isNested) {
    return reader.readBytes(isNested ? reader.readLength() : reader.remaining);
  },
  structuralValue(value) {
    return encodedStructure(bytesCoder, value);
  },
});
