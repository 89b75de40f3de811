import { ASCII_STRING, ASCII_STRING_MAX, UTF16_STRING, UTF8_STRING } from "./value-format.ts";
import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

/** Appends a string in the value coder's format; each string has exactly one encoding. */
export function writeString(value: string, wire: WireWriter): void {
  if (value.length <= ASCII_STRING_MAX) {
    const start = wire.position;
    wire.writeByte(ASCII_STRING + value.length);
    if (wire.writeAscii(value, ASCII_STRING_MAX)) return;
    wire.truncate(start);
  }
  if (value.isWellFormed()) {
    wire.writeByte(UTF8_STRING);
    wire.writeUtf8WithLength(value);
  } else {
    wire.writeByte(UTF16_STRING);
    wire.writeVarint(value.length);
    wire.writeUtf16(value);
  }
}

/** Reads the string whose tag has been read; undefined where it is no string's tag. */
export function readString(tag: number, wire: WireReader): string | undefined {
  if (tag >= ASCII_STRING && tag <= ASCII_STRING + ASCII_STRING_MAX) return wire.readUtf8(tag - ASCII_STRING);
  if (tag === UTF8_STRING) return wire.readUtf8(wire.readLength());
  if (tag === UTF16_STRING) return wire.readUtf16(wire.readLength());
  return undefined;
}
