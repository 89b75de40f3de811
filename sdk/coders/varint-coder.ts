import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";

/**
 * An integer as a base-128 varint (`beam:coder:varint:v1`), as a JavaScript number.
 *
 * Integers beyond 2^53, which a number can't hold exactly, are an error both ways: `varint64Coder` reads and writes the
 * same bytes as bigints.
 */
export const varintCoder: Coder<number> = Object.freeze<Coder<number>>({
  kind: "varint",
  components: [],
  isDeterministic: true,
  encode(value, writer) {
    writer.writeVarint(checked(value));
  },
  decode(reader) {
    return reader.readVarint();
  },
  structuralValue: checked,
});

function checked(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new CoderError({
    summary: `The varint coder takes whole numbers between -(2^53 - 1) and 2^53 - 1; got ${describe(value)}.`,
    remedies: [
      "use varint64Coder with bigints",
      "use doubleCoder for fractions",
      "leave the coder out: the value coder takes any number",
    ],
  });
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : typeof value;
}
