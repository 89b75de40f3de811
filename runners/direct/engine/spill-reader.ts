import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import type { SpillFile } from "./spill-space.ts";

const bufferBytes = 64 * 1024;
const varintBytes = 10;

/** Reads a part of a file from its start to its end, through a buffer. */
export class SpillReader {
  /** Reads what is in the buffer: as much as was asked for by {@link SpillReader.need}. */
  wire: WireReader;
  readonly #file: SpillFile;
  readonly #end: number;
  #next: number;
  #buffer: Buffer = Buffer.alloc(0);
  #filled = 0;

  constructor(file: SpillFile, start: number, end = file.size) {
    this.#file = file;
    this.#next = start;
    this.#end = end;
    this.wire = new WireReader(this.#buffer);
  }

  /** Where in the file the next byte lies. */
  get position(): number {
    return this.#next - this.wire.remaining;
  }

  get isAtEnd(): boolean {
    return this.position === this.#end;
  }

  /** Brings the next bytes into the buffer: that many, or all that are left. */
  need(length: number): void {
    const left = this.wire.remaining;
    if (left >= length || this.#next === this.#end) return;
    const size = Math.min(Math.max(length, bufferBytes), left + this.#end - this.#next);
    // Also from a buffer that one large value has made large.
    const buffer =
      this.#buffer.length >= size && this.#buffer.length <= bufferBytes ? this.#buffer : Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(buffer, 0, this.#filled - left, this.#filled);
    this.#file.read(buffer.subarray(left, size), this.#next);
    this.#next += size - left;
    this.#buffer = buffer;
    this.#filled = size;
    this.wire = new WireReader(buffer.subarray(0, size));
  }

  /** Reads a length or a count. */
  readLength(): number {
    if (this.wire.remaining < varintBytes) this.need(varintBytes);
    return this.wire.readLength();
  }

  /** Passes over bytes. */
  skip(length: number): void {
    const left = this.wire.remaining;
    if (length <= left) {
      this.wire.readView(length);
      return;
    }
    this.#next += length - left;
    this.#filled = 0;
    this.wire = new WireReader(this.#buffer.subarray(0, 0));
  }
}
