// The two logical types that are written in rows otherwise than by their representation, for the sake of Java's coders:
// millis_instant as 8 bytes with the sign bit flipped, decimal as its scale and its unscaled value.

import { LOGICAL_URNS } from "../schema/logical-urns.ts";
import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { fieldCoderOf } from "./field-coder-of.ts";
import { readTimestamp, writeTimestamp } from "./timestamp-wire.ts";
import { twosComplementBytes, fromTwosComplement } from "./twos-complement.ts";

const TWO_31 = 0x8000_0000;
const TWO_32 = 0x1_0000_0000;

const millisInstantCoder = fieldCoderOf<Date>({
  kind: "millis_instant",
  encode(value, writer) {
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
      throw new CoderError({ summary: `An instant is a valid Date; got ${String(value)}.` });
    }
    writeTimestamp(value.getTime(), writer);
  },
  decode(reader) {
    const millis = readTimestamp(reader);
    const value = new Date(millis);
    if (Number.isNaN(value.getTime()))
      throw reader.error(`The instant ${String(millis)} ms is beyond what a Date holds.`);
    return value;
  },
});

const decimalCoder: Coder<string> = fieldCoderOf<string>({
  kind: "decimal",
  encode(value, writer, isNested) {
    const { scale, unscaled } = parseDecimal(value);
    writer.writeVarint(scale >>> 0);
    const bytes = twosComplementBytes(unscaled);
    if (isNested) writer.writeBytesWithLength(bytes);
    else writer.writeBytes(bytes);
  },
  decode(reader, isNested) {
    const scale = reader.readVarint();
    if (scale < -TWO_31 || scale >= TWO_32) throw reader.error(`${String(scale)} is no scale of a decimal.`);
    const bytes = reader.readView(isNested ? reader.readLength() : reader.remaining);
    return formatDecimal(scale | 0, fromTwosComplement(bytes));
  },
});

/** The coders by URN. */
export const logicalFieldCoders: ReadonlyMap<string, Coder<unknown>> = new Map<string, Coder<unknown>>([
  [LOGICAL_URNS.millisInstant, millisInstantCoder],
  [LOGICAL_URNS.decimal, decimalCoder],
]);
