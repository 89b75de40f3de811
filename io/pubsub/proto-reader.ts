const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads the fields of one message of Protocol Buffers, in the order in which they come. */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #wireType = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Goes on to the next field; its value is to be read, or skipped.
   *
   * @returns the field's number; 0 at the end
   * @throws RangeError when the bytes are not a message
   */
  next(): number {
    if (this.#at === this.#bytes.length) return 0;
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
    this.#expect(2);
    return this.#take(this.#varint());
  }

  text(): string {
    const bytes = this.bytes();
    // A call of the decoder costs more than a short text does by hand, and most are short and plain.
    if (bytes.length <= 24) {
      let text = "";
      for (const byte of bytes) {
        if (byte >= 0x80) return this.#decode(bytes);
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return this.#decode(bytes);
  }

  /** Passes over a field that nobody here knows. */
  skip(): void {
    if (this.#wireType === 0) this.#skipVarint();
    else if (this.#wireType === 1) this.#take(8);
    else if (this.#wireType === 2) this.#take(this.#varint());
    else if (this.#wireType === 5) this.#take(4);
    else throw this.#broken(`a field has the wire type ${String(this.#wireType)}`);
  }

  #decode(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.#broken("a text is not UTF-8");
    }
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw this.#broken(`a field has the wire type ${String(this.#wireType)}`);
  }

  #take(sizeBytes: number): Uint8Array {
    const end = this.#at + sizeBytes;
    if (end > this.#bytes.length) throw this.#broken("a field is longer than the message");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw this.#cut();
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw this.#broken("a number is negative or above 2^53");
      if (byte < 0x80) return value;
    }
  }

  #skipVarint(): void {
    for (let count = 1; ; count++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw this.#cut();
      if (byte < 0x80) return;
      if (count === 10) throw this.#broken("a number has more than 64 bits");
    }
  }

  #cut(): RangeError {
    this.#at = this.#bytes.length;
    return this.#broken("a number is cut");
  }

  #broken(problem: string): RangeError {
    return new RangeError(`${problem}, at byte ${String(this.#at)} of ${String(this.#bytes.length)}`);
  }
}
