const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads the fields of a message of Protocol Buffers, in the order in which they come. */
export class ProtoReader {
  readonly #bytes: Buffer;
  #at = 0;
  #end: number;
  #wireType = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = bytes.length;
  }

  /**
   * Goes on to the next field; its value is to be read, or skipped.
   *
   * @returns the field's number; 0 at the end
   * @throws RangeError when the bytes are not a message
   */
  next(): number {
    if (this.#at === this.#end) return 0;
    const tag = this.#varint();
    this.#wireType = tag % 8;
    const field = Math.floor(tag / 8);
    if (field === 0) throw this.#broken("a field has the number 0");
    return field;
  }

  /** Returns a number of up to 53 bits that is not negative. */
  varint(): number {
    this.#expect(0);
    return this.#varint();
  }

  /** Returns the bytes of a field, as a part of those of the message. */
  bytes(): Uint8Array {
    const end = this.#endOfField();
    const { buffer, byteOffset } = this.#bytes;
    const bytes = new Uint8Array(buffer, byteOffset + this.#at, end - this.#at);
    this.#at = end;
    return bytes;
  }

  /** Returns the text of a field. */
  text(): string {
    const end = this.#endOfField();
    const text = this.#bytes.toString("utf8", this.#at, end);
    // It stands for what is not UTF-8, and for itself.
    if (text.includes("\ufffd")) this.#checkUtf8(end);
    this.#at = end;
    return text;
  }

  /** Goes into a message within the message; returns what {@link ProtoReader.leave} is to be given at its end. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#endOfField();
    return outer;
  }

  /** Goes on behind the message that was entered last, all of which was read. */
  leave(outer: number): void {
    this.#end = outer;
  }

  /** Passes over a field that nobody here knows. */
  skip(): void {
    if (this.#wireType === 0) this.#skipVarint();
    else if (this.#wireType === 1) this.#skipBytes(8);
    else if (this.#wireType === 2) this.#at = this.#endOfField();
    else if (this.#wireType === 5) this.#skipBytes(4);
    else throw this.#broken(`a field has the wire type ${String(this.#wireType)}`);
  }

  #checkUtf8(end: number): void {
    try {
      strict.decode(this.#bytes.subarray(this.#at, end));
    } catch {
      throw this.#broken("a text is not UTF-8");
    }
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw this.#broken(`a field has the wire type ${String(this.#wireType)}`);
  }

  #endOfField(): number {
    this.#expect(2);
    const sizeBytes = this.#varint();
    const end = this.#at + sizeBytes;
    if (end > this.#end) throw this.#broken("a field is longer than the message");
    return end;
  }

  #skipBytes(sizeBytes: number): void {
    if (this.#at + sizeBytes > this.#end) throw this.#broken("a field is longer than the message");
    this.#at += sizeBytes;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw this.#broken("a number is negative or above 2^53");
      if (byte < 0x80) return value;
    }
  }

  #skipVarint(): void {
    for (let count = 1; this.#byte() >= 0x80; count++) {
      if (count === 10) throw this.#broken("a number has more than 64 bits");
    }
  }

  #byte(): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (byte === undefined) throw this.#broken("a number is cut");
    this.#at++;
    return byte;
  }

  #broken(problem: string): RangeError {
    return new RangeError(`${problem}, at byte ${String(this.#at)} of ${String(this.#bytes.length)}`);
  }
}
