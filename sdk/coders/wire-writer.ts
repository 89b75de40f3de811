// A growable buffer that coders append to. Buffer's own write methods are used where they beat a loop: measured on Node
// 24, a loop wins up to about ten characters and `Buffer.write` beyond; `TextEncoder.encodeInto` needs a view per call.

import { CoderError } from "./coder-error.ts";
import { loneSurrogate } from "./lone-surrogate.ts";

/** Strings up to this length are written by a loop. */
const LOOP_LENGTH = 10;
const TWO_32 = 0x1_0000_0000;
const TWO_63 = 1n << 63n;

const scratch = new DataView(new ArrayBuffer(8));

/** Appends values in Beam's wire forms to a buffer that grows. */
export class WireWriter {
  #buffer: Buffer;
  #position = 0;

  constructor(capacity = 256) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(16, capacity));
  }

  /** How many bytes have been written. */
  get position(): number {
    return this.#position;
  }

  /** How many bytes fit before the buffer must grow. */
  get capacity(): number {
    return this.#buffer.length;
  }

  /** Forgets everything that was written after the first `position` bytes. */
  truncate(position: number): void {
    this.#position = position;
  }

  /** Returns a copy of the bytes from `start` on. */
  copyFrom(start: number): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(start, this.#position));
  }

  /** Returns the bytes from `start` on without copying; they are valid until the next write. */
  viewFrom(start: number): Uint8Array {
    return this.#buffer.subarray(start, this.#position);
  }

  /** Returns the bytes from `start` on as a string of code units 0 to 255. */
  latin1From(start: number): string {
    return this.#buffer.toString("latin1", start, this.#position);
  }

  /** Hands over all the bytes without copying them and starts again with a new buffer of the same capacity. */
  takeBytes(): Uint8Array {
    const bytes = this.#buffer.subarray(0, this.#position);
    this.#buffer = Buffer.allocUnsafeSlow(this.#buffer.length);
    this.#position = 0;
    return bytes;
  }

  /** Appends one byte: the low eight bits of `value`. */
  writeByte(value: number): void {
    if (this.#position === this.#buffer.length) this.#grow(1);
    this.#buffer[this.#position++] = value;
  }

  /** Appends a signed 16-bit integer, most significant byte first. */
  writeInt16(value: number): void {
    this.#reserve(2);
    this.#position = this.#buffer.writeInt16BE(value, this.#position);
  }

  /** Appends a signed 32-bit integer, most significant byte first. */
  writeInt32(value: number): void {
    this.#reserve(4);
    this.#putWord(value);
  }

  /** Appends a signed 64-bit integer, given as its high and its low word, most significant byte first. */
  writeInt64Words(high: number, low: number): void {
    this.#reserve(8);
    this.#putWord(high);
    this.#putWord(low);
  }

  /** Appends a 64-bit integer, most significant byte first. */
  writeInt64(value: bigint): void {
    this.writeInt64Words(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
  }

  /** Appends an IEEE 754 single, most significant byte first. */
  writeFloat(value: number): void {
    scratch.setFloat32(0, value);
    this.writeInt32(scratch.getInt32(0));
  }

  /** Appends an IEEE 754 double, most significant byte first. */
  writeDouble(value: number): void {
    scratch.setFloat64(0, value);
    this.writeInt64Words(scratch.getInt32(0), scratch.getInt32(4));
  }

  /**
   * Appends a signed integer as a base-128 varint, least significant group first; a negative one in the ten bytes of its
   * 64-bit two's complement.
   *
   * @param value - a safe integer; the caller has checked it
   */
  writeVarint(value: number): void {
    this.#reserve(10);
    if (value < 0) {
      this.#putVarint64(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    const buffer = this.#buffer;
    let position = this.#position;
    let rest = value;
    while (rest > 0x7fff_ffff) {
      buffer[position++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest > 0x7f) {
      buffer[position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[position++] = rest;
    this.#position = position;
  }

  /**
   * Appends a signed 64-bit integer as a base-128 varint, least significant group first.
   *
   * @param value - between -2^63 and 2^63 - 1
   * @throws CoderError when `value` does not fit in 64 bits
   */
  writeVarint64(value: bigint): void {
    if (value >= TWO_63 || value < -TWO_63) {
      throw new CoderError({ summary: `A 64-bit integer lies between -2^63 and 2^63 - 1; got ${String(value)}.` });
    }
    this.#reserve(10);
    this.#putVarint64(BigInt.asUintN(64, value));
  }

  /** Appends bytes as they are. */
  writeBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#position);
    this.#position += bytes.length;
  }

  /** Appends the length of `bytes` as a varint, then the bytes. */
  writeBytesWithLength(bytes: Uint8Array): void {
    this.writeVarint(bytes.length);
    this.writeBytes(bytes);
  }

  /**
   * Appends a string in UTF-8.
   *
   * @throws CoderError when it has a lone surrogate, which UTF-8 can't carry
   */
  writeUtf8(value: string): void {
    if (!this.writeAscii(value, LOOP_LENGTH)) this.#putUtf8(value);
  }

  /**
   * Appends the number of UTF-8 bytes of a string as a varint, then the bytes.
   *
   * @throws CoderError when it has a lone surrogate, which UTF-8 can't carry
   */
  writeUtf8WithLength(value: string): void {
    const start = this.#position;
    this.writeVarint(value.length);
    const body = this.#position;
    this.writeUtf8(value);
    const written = this.#position - body;
    if (written !== value.length) this.#insertLength(start, body - start, written);
  }

  /** Appends the string if it is ASCII and at most `maxLength` long; otherwise appends nothing and returns false. */
  writeAscii(value: string, maxLength: number): boolean {
    const length = value.length;
    if (length > maxLength) return false;
    this.#reserve(length * 3);
    const start = this.#position;
    if (length > LOOP_LENGTH) {
      if (this.#buffer.write(value, start, "utf8") !== length) return false;
    } else {
      const buffer = this.#buffer;
      for (let i = 0; i < length; i++) {
        const unit = value.charCodeAt(i);
        if (unit > 0x7f) return false;
        buffer[start + i] = unit;
      }
    }
    this.#position = start + length;
    return true;
  }

  /** Appends a string of code units 0 to 255, a byte each: what {@link WireWriter.latin1From} returned. */
  writeLatin1(value: string): void {
    this.#reserve(value.length);
    this.#position += this.#buffer.write(value, this.#position, "latin1");
  }

  /** Appends the code units of a string as 16-bit integers, least significant byte first: lone surrogates survive. */
  writeUtf16(value: string): void {
    this.#reserve(value.length * 2);
    this.#position += this.#buffer.write(value, this.#position, "utf16le");
  }

  /**
   * Starts something that is preceded by its own length, for {@link WireWriter.endLength} to finish.
   *
   * @returns the mark that endLength takes
   */
  beginLength(): number {
    this.writeByte(0);
    return this.#position - 1;
  }

  /** Puts the number of bytes written since `mark` before them, as a varint. */
  endLength(mark: number): void {
    this.setVarintAt(mark, this.#position - mark - 1);
  }

  /** Puts a varint in place of the one byte at `mark`; what follows is moved when it needs more than one. */
  setVarintAt(mark: number, value: number): void {
    if (value < 0x80) this.#buffer[mark] = value;
    else this.#insertLength(mark, 1, value);
  }

  #insertLength(start: number, oldSize: number, length: number): void {
    const bodyEnd = this.#position;
    const newSize = varintSize(length);
    if (newSize !== oldSize) {
      this.#reserve(newSize);
      this.#buffer.copyWithin(start + newSize, start + oldSize, bodyEnd);
    }
    this.#position = start;
    this.writeVarint(length);
    this.#position = bodyEnd + newSize - oldSize;
  }

  #putUtf8(value: string): void {
    this.#reserve(value.length * 3);
    const written = this.#buffer.write(value, this.#position, "utf8");
    if (written !== value.length && !value.isWellFormed()) throw loneSurrogate(value);
    this.#position += written;
  }

  #putWord(value: number): void {
    const buffer = this.#buffer;
    const position = this.#position;
    buffer[position] = value >>> 24;
    buffer[position + 1] = value >>> 16;
    buffer[position + 2] = value >>> 8;
    buffer[position + 3] = value;
    this.#position = position + 4;
  }

  #putVarint64(value: bigint): void {
    const buffer = this.#buffer;
    let rest = value;
    while (rest > 0x7fn) {
      buffer[this.#position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    buffer[this.#position++] = Number(rest);
  }

  #reserve(size: number): void {
    if (this.#position + size > this.#buffer.length) this.#grow(size);
  }

  #grow(size: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#position + size));
    grown.set(this.#buffer.subarray(0, this.#position));
    this.#buffer = grown;
  }
}

/** Returns how many bytes a safe integer takes as a varint. */
export function varintSize(value: number): number {
  if (value < 0) return 10;
  let size = 1;
  let rest = value;
  while (rest >= TWO_32) {
    rest = Math.floor(rest / 0x80);
    size++;
  }
  while (rest > 0x7f) {
    rest >>>= 7;
    size++;
  }
  return size;
}
