import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/**
 * Another coder's encoding, in its outer context, with the number of its bytes before it
 * (`beam:coder:length_prefix:v1`): runners put it around coders that they don't know.
 */
export function lengthPrefixCoder<T>(inner: Coder<T>): Coder<T> {
  const coder: Coder<T> = {
    kind: "length_prefix",
    components: [inner],
    isDeterministic: inner.isDeterministic,
    encode(value, writer) {
      const mark = writer.beginLength();
      inner.encode(value, writer, false);
      writer.endLength(mark);
    },
    decode(reader) {
      const outer = reader.pushLimit(reader.readLength());
      const value = inner.decode(reader, false);
      reader.popLimit(outer);
      return value;
    },
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
