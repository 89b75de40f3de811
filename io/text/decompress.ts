import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { FileReader } from "../filesystems/file-system.ts";
import type { Compression } from "./compression.ts";
import { CompressedFileError } from "./text-errors.ts";

type Compressed = Exclude<Compression, "none">;
type Decompressor = Transform & { readonly bytesWritten: number };

const OUTPUT_BYTES = 256 * 1024;
const INPUT_BYTES = 64 * 1024;

const decompressors: Readonly<Record<Compressed, () => Decompressor>> = {
  gzip: () => createGunzip({ chunkSize: OUTPUT_BYTES }),
  zstd: () => createZstdDecompress({ chunkSize: OUTPUT_BYTES }),
  brotli: () => createBrotliDecompress({ chunkSize: OUTPUT_BYTES }),
  deflate: () => createInflate({ chunkSize: OUTPUT_BYTES }),
};

/** Returns a reader of what `file` holds compressed, which closes the file when it is closed itself. */
export function decompress(file: FileReader, path: string, compression: Compressed): FileReader {
  return new DecompressingReader(file, path, compression);
}

/**
 * Reads all compressed parts of a file. Node's decompressors end behind the first part, silently but for gzip, and then
 * ignore the rest of their input; so where they leave some, the next one begins there.
 */
class DecompressingReader implements FileReader {
  readonly #input: CompressedInput;
  readonly #path: string;
  readonly #compression: Compressed;
  #part: DecompressedPart;
  #chunk: Uint8Array = new Uint8Array();

  constructor(file: FileReader, path: string, compression: Compressed) {
    this.#input = new CompressedInput(file);
    this.#path = path;
    this.#compression = compression;
    this.#part = new DecompressedPart(this.#input, decompressors[compression]());
  }

  async read(target: Uint8Array): Promise<number> {
    while (this.#chunk.byteLength === 0) {
      const next = await this.#next();
      if (next !== undefined) this.#chunk = next;
      else if (await this.#isAtEnd()) return 0;
      else this.#part = new DecompressedPart(this.#input, decompressors[this.#compression]());
    }
    const piece = this.#chunk.subarray(0, target.byteLength);
    target.set(piece);
    this.#chunk = this.#chunk.subarray(piece.byteLength);
    return piece.byteLength;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#part.close();
    await this.#input.file[Symbol.asyncDispose]();
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      return await this.#part.next();
    } catch (cause) {
      throw this.#input.failure === undefined ? damaged(this.#path, this.#compression, cause) : cause;
    }
  }

  async #isAtEnd(): Promise<boolean> {
    await this.#part.close();
    const rest = await this.#input.peek();
    // gzip files may be padded with zeros.
    return rest === undefined || (this.#compression === "gzip" && rest[0] === 0);
  }
}

/** One compressed part on its way through a decompressor. */
class DecompressedPart {
  readonly #input: CompressedInput;
  readonly #decompressor: Decompressor;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #isClosed: Promise<void>;

  constructor(input: CompressedInput, decompressor: Decompressor) {
    this.#input = input;
    this.#decompressor = decompressor;
    let closed: () => void;
    this.#isClosed = new Promise((resolve) => {
      closed = resolve;
    });
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next()) yield chunk;
      } finally {
        closed();
      }
    };
    // What fails is thrown where the output is read.
    this.#chunks = pipeline(source, decompressor, () => undefined)[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  async next(): Promise<Uint8Array | undefined> {
    const next = await this.#chunks.next();
    this.#input.forget(this.#decompressor.bytesWritten);
    return next.done === true ? undefined : next.value;
  }

  /** Ends it, and puts back what it has taken of the input and not used. */
  async close(): Promise<void> {
    this.#decompressor.destroy();
    await this.#isClosed;
    this.#input.putBack(this.#decompressor.bytesWritten);
  }
}

/** The bytes of a compressed file, of which some may be put back. */
class CompressedInput {
  readonly file: FileReader;
  failure: unknown;
  /** What was taken and may be put back; before it, so many bytes were taken that won't be. */
  #taken: Uint8Array[] = [];
  #forgottenBytes = 0;
  #waiting: Uint8Array | undefined;

  constructor(file: FileReader) {
    this.file = file;
  }

  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.peek();
    this.#waiting = undefined;
    if (chunk !== undefined) this.#taken.push(chunk);
    return chunk;
  }

  /** Returns what is next without taking it. */
  async peek(): Promise<Uint8Array | undefined> {
    if (this.#waiting !== undefined) return this.#waiting;
    const chunk = Buffer.allocUnsafe(INPUT_BYTES);
    try {
      const count = await this.file.read(chunk);
      this.#waiting = count === 0 ? undefined : chunk.subarray(0, count);
    } catch (error) {
      this.failure = error;
      throw error;
    }
    return this.#waiting;
  }

  /** Lets go of what lies within the first `used` bytes that were taken. */
  forget(used: number): void {
    for (let first = this.#taken[0]; first !== undefined; first = this.#taken[0]) {
      if (this.#forgottenBytes + first.byteLength > used) return;
      this.#forgottenBytes += first.byteLength;
      this.#taken.shift();
    }
  }

  /** Keeps the first `used` bytes of what was taken as used, and puts back the others. */
  putBack(used: number): void {
    const kept = this.#waiting === undefined ? this.#taken : [...this.#taken, this.#waiting];
    const rest = Buffer.concat(kept).subarray(used - this.#forgottenBytes);
    this.#taken = [];
    this.#forgottenBytes = 0;
    this.#waiting = rest.byteLength === 0 ? undefined : rest;
  }
}

function damaged(path: string, compression: Compression, cause: unknown): CompressedFileError {
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return new CompressedFileError(path, {
    summary: isCutCode(code) ? `its end is missing (${compression})` : `it is damaged, or not ${compression} at all`,
    remedies: ["get a whole copy of the file", 'if it is not compressed, say so:  { compression: "none" }'],
    cause,
  });
}

function isCutCode(code: unknown): boolean {
  return code === "Z_BUF_ERROR" || code === "ZSTD_error_srcSize_wrong";
}
