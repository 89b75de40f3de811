import { isUtf8 } from "node:buffer";
import { CoderError } from "./coder-error.ts";

/** Strings up to this length are read by a loop: `Buffer.toString` costs 45 ns whatever the length. */
const LOOP_LENGTH = 6;
const TWO_32 = 0x1_0000_0000;

const scratch = new DataView(new ArrayBuffer(8));

/** V8 keeps the bytes of arrays up to this length within the array, until somebody asks for their ArrayBuffer. */
const INLINE_LENGTH = 64;

function asBuffer(bytes: Uint8Array): Buffer {
  if (bytes.length > INLINE_LENGTH) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // A copy costs a tenth of what it would to make an ArrayBuffer of them.
  const copy = Buffer.allocUnsafe(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Reads values in Beam's wire forms from bytes; whatever it can't read is a {@link CoderError} that says where. */
export class WireReader {
  readonly #buffer: Buffer;
  #position = 0;
  #end: number;
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.isBuffer(bytes) ? bytes : asBuffer(bytes);
    this.#end = bytes.length;
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#position;
  }

  /** How many bytes are left, up to the limit. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#end;
  }

  /**
   * Makes the bytes end `length` bytes from here, until {@link WireReader.popLimit} is given what this returned.
   *
   * @throws CoderError when there are fewer
   */
  pushLimit(length: number): number {
    this.#need(length, "a length-prefixed value");
    const outer = this.#end;
    this.#end = this.#position + length;
    return outer;
  }

  /**
   * Ends what {@link WireReader.pushLimit} began.
   *
   * @throws CoderError when bytes before the limit were not read
   */
  popLimit(outer: number): void {
    this.expectEnd();
    this.#end = outer;
  }

  /** @throws CoderError when bytes are left */
  expectEnd(): void {
    if (this.#position === this.#end) return;
    throw this.error(`The value ends before its bytes do: ${String(this.remaining)} bytes are left over.`);
  }

  /** Returns an error about the bytes here; the caller throws it. */
  error(summary: string, remedies: readonly string[] = []): CoderError {
    const facts = { offset: `${String(this.#position)} of ${String(this.#buffer.length)} bytes` };
    return new CoderError({ summary, facts, remedies });
  }

  /** Returns the next byte without reading it; undefined at the end. */
  peekByte(): number | undefined {
    return this.#position < this.#end ? this.#buffer[this.#position] : undefined;
  }

  /** Reads one byte, from 0 to 255. */
  readByte(): number {
    if (this.#position >= this.#end) this.#need(1, "a byte");
    return this.#buffer[this.#position++] as number;
  }

  /** Reads a signed number of 16 bits, the high byte first. */
  readInt16(): number {
    this.#need(2, "a 16-bit integer");
    this.#position += 2;
    return this.#buffer.readInt16BE(this.#position - 2);
  }

  /** Reads a signed number of 32 bits, the highest byte first. */
  readInt32(): number {
    this.#need(4, "a 32-bit integer");
    return this.#word();
  }

  /** Reads a signed 64-bit integer, most significant byte first. */
  readInt64(): bigint {
    this.#need(8, "a 64-bit integer");
    const high = BigInt(this.#word());
    return (high << 32n) | BigInt(this.#word() >>> 0);
  }

  /** Reads a number of single precision, the highest byte first. */
  readFloat(): number {
    this.#need(4, "a single-precision number");
    scratch.setInt32(0, this.#word());
    return scratch.getFloat32(0);
  }

  /** Reads a number of double precision, the highest byte first. */
  readDouble(): number {
    this.#need(8, "a double-precision number");
    scratch.setInt32(0, this.#word());
    scratch.setInt32(4, this.#word());
    return scratch.getFloat64(0);
  }

  /**
   * Reads a varint as a number.
   *
   * @throws CoderError when it is no safe integer, or longer than 64 bits
   */
  readVarint(): number {
    const first = this.peekByte();
    if (first !== undefined && first < 0x80) {
      this.#position++;
      return first;
    }
    const start = this.#position;
    this.#readVarintWords();
    const value = (this.#high | 0) * TWO_32 + this.#low;
    if (Number.isSafeInteger(value)) return value;
    this.#position = start;
    throw this.error(`The integer ${String(this.readVarint64())} is beyond what a JavaScript number holds exactly.`, [
      'read it as a bigint: varint64Coder, or schema.int64({ as: "bigint" }) for a field',
    ]);
  }

  /** Reads a varint as a signed 64-bit integer. */
  readVarint64(): bigint {
    this.#readVarintWords();
    return (BigInt(this.#high | 0) << 32n) | BigInt(this.#low);
  }

  /** Reads a varint that counts bytes or elements. */
  readLength(): number {
    const length = this.readVarint();
    if (length < 0) throw this.error(`A length can't be negative; got ${String(length)}.`);
    return length;
  }

  /** Returns a copy of the next `length` bytes. */
  readBytes(length: number): Uint8Array {
    return new Uint8Array(this.readView(length));
  }

  /** Returns the next `length` bytes without copying them. */
  readView(length: number): Uint8Array {
    this.#need(length, "bytes");
    const start = this.#position;
    this.#position += length;
    return this.#buffer.subarray(start, this.#position);
  }

  /**
   * Reads `length` bytes of UTF-8.
   *
   * @throws CoderError when they are not valid UTF-8; nothing is ever replaced by U+FFFD
   */
  readUtf8(length: number): string {
    this.#need(length, "a string");
    const start = this.#position;
    if (length <= LOOP_LENGTH) {
      const ascii = this.#shortAscii(start, length);
      if (ascii !== undefined) return ascii;
    }
    const end = start + length;
    const value = this.#buffer.toString("utf8", start, end);
    if (value.includes("\ufffd") && !isUtf8(this.#buffer.subarray(start, end))) {
      throw this.error(`The ${String(length)} bytes here are not valid UTF-8.`);
    }
    this.#position = end;
    return value;
  }

  /** Reads `length` code units of 16 bits, least significant byte first. */
  readUtf16(length: number): string {
    this.#need(length * 2, "a string");
    const start = this.#position;
    this.#position += length * 2;
    return this.#buffer.toString("utf16le", start, this.#position);
  }

  /** Returns a hash of some of the next `length` bytes; it reads none. */
  fingerprint(length: number): number {
    if (length === 0) return 0;
    this.#need(length, "bytes");
    const buffer = this.#buffer;
    const start = this.#position;
    const middle = buffer[start + (length >> 1)] as number;
    const early = buffer[start + Math.min(2, length - 1)] as number;
    return (buffer[start] as number) + early * 7 + middle * 17 + (buffer[start + length - 1] as number) * 31;
  }

  /** Says whether the next bytes are those of `expected`, and if so reads them. */
  skipIfEqual(expected: Uint8Array): boolean {
    const length = expected.length;
    const start = this.#position;
    if (length > this.#end - start) return false;
    const buffer = this.#buffer;
    for (let i = 0; i < length; i++) if (buffer[start + i] !== expected[i]) return false;
    this.#position = start + length;
    return true;
  }

  #shortAscii(start: number, length: number): string | undefined {
    const buffer = this.#buffer;
    let value = "";
    for (let i = start; i < start + length; i++) {
      const byte = buffer[i] as number;
      if (byte > 0x7f) return undefined;
      value += String.fromCharCode(byte);
    }
    this.#position = start + length;
    return value;
  }

  #readVarintWords(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.readByte();
      const group = byte & 0x7f;
      if (shift === 63 && group > 1) break;
      if (shift < 32) low |= group << shift;
      if (shift === 28) high |= group >>> 4;
      else if (shift > 28) high |= group << (shift - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high;
        return;
      }
    }
    throw this.error("A varint that is longer than 64 bits.");
  }

  #word(): number {
    const buffer = this.#buffer;
    const position = this.#position;
    this.#position = position + 4;
    return (
      ((buffer[position] as number) << 24) |
      ((buffer[position + 1] as number) << 16) |
      ((buffer[position + 2] as number) << 8) |
      (buffer[position + 3] as number)
    );
  }

  #need(length: number, what: string): void {
    if (length <= this.#end - this.#position) return;
    throw this.error(
      `The bytes end in the middle of ${what}: ${String(length)} bytes are needed, ${String(this.remaining)} are left.`,
    );
  }
}
