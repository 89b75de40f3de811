import { FileChangedError } from "../filesystems/file-errors.ts";
import type { FileReader } from "../filesystems/file-system.ts";
import { LineDecoder } from "./line-decoder.ts";
import type { ByteRange, LineFormat, LineSink } from "./line-format.ts";
import { LineTooLongError } from "./text-errors.ts";

const NEWLINE = 10;
const DEFAULT_MAX_LINE_BYTES = 64 * 1024 * 1024;

/** What {@link readLines} reads, and how. */
export interface LineRequest {
  readonly range: ByteRange;
  readonly format: LineFormat;
  /** Where bytes are read into; one that holds a longer line replaces it where needed. */
  readonly buffer: Buffer;
  /** Whether the carriage return of CRLF is left at the end of its line: it may lie within a quoted field. */
  readonly keepsReturns?: boolean;
}

/**
 * Returns the offset from which a range must be read: the byte before it tells whether a line begins where it does.
 */
export function firstByteOf({ start }: ByteRange): number {
  return Math.max(0, start - 1);
}

/**
 * Emits the lines that begin in a range, the last one whole though it may end behind it. So ranges that meet give each
 * line of a file once.
 *
 *     bytes     a b c \n d e \n f g
 *     ranges   [0       ,5)[5      )     [0, 5) gives abc, de; [5, 9) gives fg
 *
 * A line ends in LF or CRLF; the last one may also end with the file. A byte order mark at the start is no part of the
 * first line.
 *
 * @param file - open at {@link firstByteOf} the range
 */
export async function readLines(file: FileReader, request: LineRequest, sink: LineSink): Promise<void> {
  const cutter = new RangeCutter(request, sink.emit);
  for (;;) {
    sink.signal.throwIfAborted();
    const count = await file.read(cutter.room());
    const isDone = count === 0 ? cutter.end() : cutter.take(count);
    await sink.flush();
    if (isDone) return;
  }
}

/** Cuts the bytes of one range into pieces that end where a line ends. */
class RangeCutter {
  readonly #range: ByteRange;
  readonly #isUtf8: boolean;
  readonly #maxLineBytes: number;
  readonly #decoder: LineDecoder;
  #buffer: Buffer;
  /** The place in the file of the buffer's first byte. */
  #offset: number;
  /** The buffer holds bytes that are not yet decoded from here ... */
  #from = 0;
  /** ... to here. */
  #held = 0;
  #linesToSkip: number;

  constructor({ range, format, buffer, keepsReturns = false }: LineRequest, emit: LineSink["emit"]) {
    const isWholeFile = range.start === 0;
    this.#range = range;
    this.#isUtf8 = format.encoding !== "latin1";
    this.#maxLineBytes = format.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
    this.#decoder = new LineDecoder(range.path, {
      format: { ...format, maxLineBytes: this.#maxLineBytes },
      emit,
      linesBefore: isWholeFile ? range.skipLines : undefined,
      keepsReturns,
    });
    this.#buffer = buffer;
    this.#offset = firstByteOf(range);
    // The line of the byte before a range belongs to the range before.
    this.#linesToSkip = isWholeFile ? range.skipLines : 1;
  }

  /** Where the next bytes are to be read into. */
  room(): Buffer {
    if (this.#from > 0) {
      this.#buffer.copyWithin(0, this.#from, this.#held);
      this.#offset += this.#from;
      this.#held -= this.#from;
      this.#from = 0;
    }
    if (this.#held > this.#maxLineBytes) {
      throw new LineTooLongError({ path: this.#range.path, byteOffset: this.#offset }, this.#maxLineBytes);
    }
    if (this.#held === this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    return this.#buffer.subarray(this.#held);
  }

  /** Takes `count` bytes that were read; says whether the range is done. */
  take(count: number): boolean {
    const before = this.#held;
    this.#held += count;
    this.#skipLines();
    const limit = this.#range.end - this.#offset;
    if (this.#from >= limit) return true;
    // Bytes that came before hold no newline that was not used, so that a line of many chunks is searched once.
    const fresh = Math.max(this.#from, before);
    const last = limit <= this.#held ? this.#newlineFrom(Math.max(fresh, limit - 1)) : -1;
    if (last !== -1) {
      this.#decodeTo(last + 1);
      return true;
    }
    const lastWhole = this.#buffer.subarray(fresh, this.#held).lastIndexOf(NEWLINE);
    if (lastWhole !== -1) this.#decodeTo(fresh + lastWhole + 1);
    return false;
  }

  /** Takes the end of the file: the range is done. */
  end(): true {
    const fileEnd = this.#offset + this.#held;
    if (fileEnd < this.#range.end && this.#range.end !== Infinity) {
      throw new FileChangedError(this.#range.path, { expected: this.#range.end, found: fileEnd });
    }
    this.#decodeTo(this.#held);
    return true;
  }

  #skipLines(): void {
    for (; this.#linesToSkip > 0 && this.#from < this.#held;) {
      const newline = this.#newlineFrom(this.#from);
      if (newline !== -1) this.#linesToSkip--;
      this.#from = newline === -1 ? this.#held : newline + 1;
    }
  }

  #newlineFrom(index: number): number {
    return this.#buffer.subarray(0, this.#held).indexOf(NEWLINE, index);
  }

  #decodeTo(end: number): void {
    const start = this.#from + (this.#offset + this.#from === 0 && this.#hasByteOrderMark(end) ? 3 : 0);
    this.#decoder.decode(this.#buffer, start, end, this.#offset);
    this.#from = end;
  }

  #hasByteOrderMark(end: number): boolean {
    return this.#isUtf8 && end >= 3 && this.#buffer.readUIntBE(0, 3) === 0xefbbbf;
  }
}
