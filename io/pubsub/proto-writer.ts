// The wire format of Protocol Buffers, as far as Pub/Sub needs it: pipelines are built without a protobuf runtime in memory.

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Writes messages, one after the other, into the same memory. Fields that have their default are left out. */
export class ProtoWriter {
  #bytes = Buffer.allocUnsafeSlow(1024);
  #length = 0;

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
    if (value.length === 0) return this;
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
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
    this.#tag(field, LENGTH_DELIMITED);
    // A UTF-16 unit has at most 3 bytes in UTF-8.
    const open = this.#open(value.length * 3);
    this.#length += this.#bytes.write(value, this.#length);
    this.#close(open);
    return this;
  }

  /** Begins a message within the message; returns what {@link ProtoWriter.end} is to be given. */
  begin(field: number): number {
    this.#tag(field, LENGTH_DELIMITED);
    return this.#open(0);
  }

  /** Ends the message that was begun last. */
  end(begun: number): this {
    this.#close(begun);
    return this;
  }

  /** Returns what was written, and begins anew. */
  finish(): Uint8Array {
    const written = new Uint8Array(this.#bytes.subarray(0, this.#length));
    this.reset();
    return written;
  }

  /** Forgets what was written. */
  reset(): void {
    this.#length = 0;
    // One large message is no reason to hold its memory for ever.
    if (this.#bytes.length > maxKeptBytes) this.#bytes = Buffer.allocUnsafeSlow(1024);
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

  /** Leaves a byte for a length that most are short enough for. */
  #open(sizeBytes: number): number {
    this.#reserve(sizeBytes + 1);
    return ++this.#length;
  }

  #close(open: number): void {
    const sizeBytes = this.#length - open;
    if (sizeBytes < 0x80) {
      this.#bytes[open - 1] = sizeBytes;
      return;
    }
    let more = 0;
    for (let rest = sizeBytes; rest >= 0x80; rest = Math.floor(rest / 0x80)) more++;
    this.#reserve(more);
    this.#bytes.copyWithin(open + more, open, this.#length);
    this.#length = open - 1;
    this.#varint(sizeBytes);
    this.#length += sizeBytes;
  }

  #reserve(sizeBytes: number): void {
    const needed = this.#length + sizeBytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

const maxKeptBytes = 1 << 20;
