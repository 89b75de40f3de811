// How the atomic types of schemas are written within rows. Those of them that are Beam coders of their own are those.

import type { AtomicKind } from "../schema/field-type.ts";
import { boolCoder } from "./bool-coder.ts";
import { bytesCoder } from "./bytes-coder.ts";
import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { doubleCoder } from "./double-coder.ts";
import { fieldCoderOf } from "./field-coder-of.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";
import { varintCoder } from "./varint-coder.ts";

const byteCoder = fieldCoderOf<number>({
  kind: "byte",
  encode(value, writer) {
    writer.writeByte(integer(value, -0x80, 0x7f));
  },
  decode: (reader) => (reader.readByte() << 24) >> 24,
});

const int16Coder = fieldCoderOf<number>({
  kind: "int16",
  encode(value, writer) {
    writer.writeInt16(integer(value, -0x8000, 0x7fff));
  },
  decode: (reader) => reader.readInt16(),
});

/** A negative number takes five bytes, not ten: as in Beam it is written as an unsigned number of 32 bits. */
const int32Coder = fieldCoderOf<number>({
  kind: "int32",
  encode(value, writer) {
    writer.writeVarint(integer(value, -0x8000_0000, 0x7fff_ffff) >>> 0);
  },
  decode(reader) {
    const value = reader.readVarint();
    if (value < -0x8000_0000 || value > 0xffff_ffff) throw reader.error(`${String(value)} does not fit in 32 bits.`);
    return value | 0;
  },
});

const floatCoder = fieldCoderOf<number>({
  kind: "float",
  encode(value, writer) {
    if (typeof value !== "number") throw new CoderError({ summary: `A float is a number; got ${typeof value}.` });
    writer.writeFloat(value);
  },
  decode: (reader) => reader.readFloat(),
});

function integer(value: unknown, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw new CoderError({
    summary: `The field takes whole numbers from ${String(min)} to ${String(max)}; got ${
      typeof value === "number" ? String(value) : typeof value
    }.`,
  });
}

/** The coders of the atomic types; an int64 that is a bigint has another. */
export const atomicFieldCoders: Readonly<Record<AtomicKind, Coder<unknown>>> = {
  byte: byteCoder,
  int16: int16Coder,
  int32: int32Coder,
  int64: varintCoder,
  float: floatCoder,
  double: doubleCoder,
  string: stringUtf8Coder,
  boolean: boolCoder,
  bytes: bytesCoder,
};
