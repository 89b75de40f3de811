// The wire format of Protocol Buffers, as far as the messages of Pub/Sub need it. Pipelines are built without a protobuf
// runtime in memory, and a message takes a fraction of the time that one needs.

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Writes the fields of one message, which it leaves out where they have their default. */
export class ProtoWriter {
  #bytes: Buffer<ArrayBuffer>;
  #length = 0;

  /** @param expectedBytes - how long the message is about; it may be longer */
  constructor(expectedBytes = 64) {
    this.#bytes = Buffer.allocUnsafeSlow(expectedBytes);
  }

  /** Writes a number that is not negative. */
  varint(field: number, value: number): this {
    if (value === 0) return this;
    this.#tag(field, VARINT);
    this.#varint(value);
    return this;
  }

  flag(field: number, value: boolean): this {
    return this.varint(field, value ? 1 : 0);
  }

  bytes(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.message(field, value);
  }

  /** Writes a text, as {@link ProtoWriter.presentText} does, unless it is empty. */
  text(field: number, value: string): this {
    return value === "" ? this : this.presentText(field, value);
  }

  /**
   * Writes a text that may be empty, as the keys and values of maps are written.
   *
   * @throws RangeError when it has half of a surrogate pair, which UTF-8 can't carry
   */
  presentText(field: number, value: string): this {
    if (!value.isWellFormed()) throw new RangeError(`half of a surrogate pair in ${JSON.stringify(value)}`);
    const sizeBytes = Buffer.byteLength(value);
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(sizeBytes);
    this.#reserve(sizeBytes);
    this.#length += this.#bytes.write(value, this.#length);
    return this;
  }

  /** Writes a message that may be empty: that it is there says something. */
  message(field: number, value: Uint8Array): this {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** Returns what was written. Nothing can be written after that. */
  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, 0, this.#length);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    // Shifts would cut the number to 32 bits.
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(sizeBytes: number): void {
    const needed = this.#length + sizeBytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
