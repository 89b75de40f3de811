import { PurlinError } from "../../sdk/index.ts";

/** Where in a file something was found. */
export interface TextPlace {
  readonly path: string;
  /** Counted from 0, in the decompressed text where the file is compressed. */
  readonly byteOffset: number;
  /** Counted from 1; unknown where reading began in the middle of the file. */
  readonly lineNumber?: number | undefined;
}

/** The bytes from a place on, and those that the file begins with, where they are at hand. */
interface FoundBytes {
  readonly bytes: Uint8Array;
  readonly fileStart: Uint8Array | undefined;
}

/** Thrown when a file's bytes are not the text that they should be, or text can't be written. */
export class TextEncodingError extends PurlinError {
  constructor(place: TextPlace, found: FoundBytes) {
    const format = found.fileStart === undefined ? undefined : guessFormat(found.fileStart);
    const shown = [...found.bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    super("TextEncodingError", "PURLIN_TEXT_ENCODING", {
      summary: `${JSON.stringify(place.path)} is not text in UTF-8.`,
      facts: { ...placeFacts(place), "bytes there": shown, ...(format === undefined ? {} : { "looks like": format }) },
      remedies: [
        'name the encoding that it has:  { encoding: "latin1" }',
        'take U+FFFD for what is not UTF-8:  { onInvalid: "replace" }',
        "leave files that are not text out of the pattern",
      ],
    });
  }
}

/** Thrown when a file has a line that is longer than lines may be. */
export class LineTooLongError extends PurlinError {
  constructor(place: TextPlace, maxLineBytes: number) {
    super("LineTooLongError", "PURLIN_TEXT_LINE_LENGTH", {
      summary: `${JSON.stringify(place.path)} has a line of more than ${maxLineBytes} bytes.`,
      facts: placeFacts(place),
      remedies: [
        `allow longer lines:  { maxLineBytes: ${maxLineBytes * 4} }`,
        "leave files that are not text out of the pattern",
      ],
    });
  }
}

/** Thrown when a compressed file is cut, damaged, or of another format than its name tells. */
export class CompressedFileError extends PurlinError {
  constructor(
    path: string,
    problem: { readonly summary: string; readonly remedies: readonly string[]; readonly cause?: unknown },
  ) {
    super("CompressedFileError", "PURLIN_FILE_COMPRESSION", {
      summary: `${JSON.stringify(path)} can't be decompressed: ${problem.summary}.`,
      facts: { path, ...(problem.cause instanceof Error ? { problem: problem.cause.message } : {}) },
      remedies: problem.remedies,
      cause: problem.cause,
    });
  }
}

/** Thrown when what is to be written as a line is not a string, or not one that UTF-8 can carry. */
export class TextElementError extends PurlinError {
  constructor(step: string, { problem, remedy }: { readonly problem: string; readonly remedy: string }) {
    super("TextElementError", "PURLIN_TEXT_ELEMENT", {
      summary: `"${step}" writes lines of text, and an element is ${problem}.`,
      remedies: [remedy],
    });
  }
}

/** Thrown when two steps of a pipeline write the same files. */
export class OutputConflictError extends PurlinError {
  constructor(template: string) {
    super("OutputConflictError", "PURLIN_OUTPUT_CONFLICT", {
      summary: `Two steps of the pipeline write to ${JSON.stringify(template)}: the later one would replace what the other wrote.`,
      remedies: ["give each its own prefix", "write both at once:  flatten([a, b]).apply(writeText(prefix))"],
    });
  }
}

function placeFacts({ path, byteOffset, lineNumber }: TextPlace): Record<string, string> {
  return { path, "byte offset": String(byteOffset), ...(lineNumber === undefined ? {} : { line: String(lineNumber) }) };
}

const signatures: readonly (readonly [name: string, ...bytes: number[]])[] = [
  ["gzip, which is decompressed where the file's name ends in .gz", 0x1f, 0x8b],
  ["UTF-16:  iconv -f UTF-16 -t UTF-8 converts it", 0xff, 0xfe],
  ["UTF-16:  iconv -f UTF-16 -t UTF-8 converts it", 0xfe, 0xff],
  ["zstd, which is decompressed where the file's name ends in .zst", 0x28, 0xb5, 0x2f, 0xfd],
  ["Avro", 0x4f, 0x62, 0x6a, 0x01],
  ["a ZIP archive", 0x50, 0x4b, 0x03, 0x04],
];

/** What a file that begins with these bytes may be. */
function guessFormat(start: Uint8Array): string | undefined {
  return signatures.find(([, ...bytes]) => bytes.every((byte, i) => start[i] === byte))?.[0];
}
