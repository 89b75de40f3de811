import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";

/** A boolean as one byte, 0 or 1 (`beam:coder:bool:v1`). */
export const boolCoder: Coder<boolean> = Object.freeze<Coder<boolean>>({
  kind: "bool",
  components: [],
  isDeterministic: true,
  encode(value, writer) {
    writer.writeByte(checked(value) ? 1 : 0);
  },
  decode(reader) {
    const byte = reader.readByte();
    if (byte > 1) throw reader.error(`A boolean is the byte 0 or 1; got ${String(byte)}.`);
    return byte === 1;
  },
  structuralValue: checked,
});

function checked(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new CoderError({ summary: `The bool coder takes a boolean; got ${typeof value}.` });
}
