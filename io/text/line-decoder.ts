import { isAscii, isUtf8 } from "node:buffer";
import type { LineFormat, LineSink } from "./line-format.ts";
import { LineTooLongError, TextEncodingError } from "./text-errors.ts";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

// A line is cut out of the decoded string of its group, and V8 keeps that string alive as long as the line (or a word
// of it). With groups this small a kept line costs little; decoding in groups is up to four times as fast as line by
// line, and larger groups are hardly faster.
export const GROUP_BYTES = 1024;

/** What a {@link LineDecoder} needs to know. */
interface DecoderParts {
  readonly format: LineFormat & Required<Pick<LineFormat, "maxLineBytes">>;
  readonly emit: LineSink["emit"];
  /** How many lines came before; undefined where reading began in the middle of the file. */
  readonly linesBefore: number | undefined;
  /** Whether the carriage return of CRLF is left at the end of its line. */
  readonly keepsReturns: boolean;
}

/** Turns bytes into lines, which end in LF or CRLF. */
export class LineDecoder {
  readonly #path: string;
  readonly #parts: DecoderParts;
  #lineCount: number | undefined;

  constructor(path: string, parts: DecoderParts) {
    this.#path = path;
    this.#parts = parts;
    this.#lineCount = parts.linesBefore;
  }

  /**
   * Emits the lines of `buffer` from `start` to `end`, where a line ends: behind a newline, or at the end of the file.
   *
   * @param offset - the place in the file of the buffer's first byte
   * @throws TextEncodingError when they are not in the encoding
   * @throws LineTooLongError
   */
  decode(buffer: Buffer, start: number, end: number, offset: number): void {
    if (start === end) return;
    const bytes = buffer.subarray(start, end);
    const { emit, format, keepsReturns } = this.#parts;
    const isOneByte = format.encoding === "latin1" || isAscii(bytes);
    if (!isOneByte && format.onInvalid !== "replace" && !isUtf8(bytes)) this.#refuse(bytes, offset + start);
    let count = 0;
    for (let from = start; from < end;) {
      const to = groupEnd(buffer, from, end);
      // Lines that may be too long are longer than a group, and so are alone.
      if (to - from > format.maxLineBytes)
        throw new LineTooLongError({ path: this.#path, byteOffset: offset + from }, format.maxLineBytes);
      const text = buffer.toString(isOneByte ? "latin1" : "utf8", from, to);
      let lineStart = 0;
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", lineStart)) {
        const isCrlf = !keepsReturns && at > lineStart && text.charCodeAt(at - 1) === CARRIAGE_RETURN;
        emit(text.substring(lineStart, isCrlf ? at - 1 : at));
        lineStart = at + 1;
        count++;
      }
      if (lineStart < text.length) emit(text.substring(lineStart));
      from = to;
    }
    if (this.#lineCount !== undefined) this.#lineCount += count;
  }

  /** Finds the first place that is not UTF-8. */
  #refuse(bytes: Buffer, offset: number): never {
    const at = firstInvalid(bytes);
    let lineNumber = this.#lineCount;
    if (lineNumber !== undefined) {
      lineNumber++;
      for (let i = bytes.indexOf(NEWLINE); i !== -1 && i < at; i = bytes.indexOf(NEWLINE, i + 1)) lineNumber++;
    }
    throw new TextEncodingError(
      { path: this.#path, byteOffset: offset + at, lineNumber },
      { bytes: bytes.subarray(at), fileStart: offset === 0 ? bytes : undefined },
    );
  }
}

/** The end of as many whole lines as a group holds; at least one. */
function groupEnd(buffer: Buffer, from: number, end: number): number {
  if (end - from <= GROUP_BYTES) return end;
  const last = buffer.lastIndexOf(NEWLINE, from + GROUP_BYTES - 1);
  if (last >= from) return last + 1;
  const next = buffer.indexOf(NEWLINE, from);
  return next === -1 || next >= end ? end : next + 1;
}

/** The place of the first character that is not UTF-8. */
function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length > 1 && !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
