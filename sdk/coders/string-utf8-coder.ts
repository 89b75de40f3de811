import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { loneSurrogate } from "./lone-surrogate.ts";

/**
 * A string in UTF-8; nested, the number of its bytes as a varint comes first (`beam:coder:string_utf8:v1`).
 *
 * A string with a lone surrogate is an error, as are bytes that are no UTF-8: nothing becomes U+FFFD on the way.
 */
export const stringUtf8Coder: Coder<string> = Object.freeze<Coder<string>>({
  kind: "string_utf8",
  components: [],
  isDeterministic: true,
  encode(value, writer, isNested) {
    if (typeof value !== "string") throw notAString(value);
    if (isNested) writer.writeUtf8WithLength(value);
    else writer.writeUtf8(value);
  },
  decode(reader, isNested) {
    return reader.readUtf8(isNested ? reader.readLength() : reader.remaining);
  },
  structuralValue(value) {
    if (typeof value !== "string") throw notAString(value);
    // The same refusal as in encode, so that a key which groups in memory also groups on a cluster.
    if (!value.isWellFormed()) throw loneSurrogate(value);
    return value;
  },
});

function notAString(value: unknown): CoderError {
  return new CoderError({
    summary: `The string coder takes a string; got ${value === null ? "null" : typeof value}.`,
    remedies: ["leave the coder out: the value coder takes any value", "wrap it: nullableCoder(stringUtf8Coder)"],
  });
}
