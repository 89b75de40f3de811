import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";

/**
 * A number as an IEEE 754 double, most significant byte first (`beam:coder:double:v1`).
 *
 * 0 and -0 have different encodings, so they are different keys; every NaN is written as 7FF8 0000 0000 0000.
 */
export const doubleCoder: Coder<number> = Object.freeze<Coder<number>>({
  kind: "double",
  components: [],
  isDeterministic: true,
  encode(value, writer) {
    if (typeof value !== "number")
      throw new CoderError({ summary: `The double coder takes a number; got ${typeof value}.` });
    writer.writeDouble(value);
  },
  decode(reader) {
    return reader.readDouble();
  },
  structuralValue(value) {
    return encodedStructure(doubleCoder, value);
  },
});
