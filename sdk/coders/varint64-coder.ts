import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";

/** A 64-bit integer as a base-128 varint (`beam:coder:varint:v1`), as a bigint: the bytes are those of `varintCoder`. */
export const varint64Coder: Coder<bigint> = Object.freeze<Coder<bigint>>({
  kind: "varint",
  components: [],
  isDeterministic: true,
  encode(value, writer) {
    writer.writeVarint64(checked(value));
  },
  decode(reader) {
    return reader.readVarint64();
  },
  structuralValue: checked,
});

function checked(value: unknown): bigint {
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return value;
  throw new CoderError({
    summary: `The varint64 coder takes bigints between -2^63 and 2^63 - 1; got ${
      typeof value === "bigint" ? String(value) : typeof value
    }.`,
    remedies: ["use varintCoder with numbers", "leave the coder out: the value coder takes bigints of any size"],
  });
}
