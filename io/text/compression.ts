import { pipeline } from "node:stream";
import { promisify } from "node:util";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gzip,
  zstdCompress,
} from "node:zlib";
import type { FileReader } from "../filesystems/file-system.ts";
import { CompressedFileError } from "./text-errors.ts";

/** How a file is compressed. */
export type Compression = "none" | "gzip" | "zstd" | "brotli" | "deflate";

/** How a file that is written can be compressed: in formats of which parts, one after the other, are a whole. */
export type WriteCompression = "none" | "gzip" | "zstd";

const byExtension: Readonly<Record<string, Compression>> = {
  gz: "gzip",
  gzip: "gzip",
  zst: "zstd",
  zstd: "zstd",
  br: "brotli",
  deflate: "deflate",
};

const unsupported: ReadonlySet<string> = new Set(["bz2", "xz", "lzma", "lz4", "lzo", "snappy", "z", "zip", "7z"]);

/** Returns the compression that a file's name tells; undefined where it tells one that is not known here. */
export function compressionOf(path: string): Compression | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return unsupported.has(extension) ? undefined : (byExtension[extension] ?? "none");
}

/** The ends of names that tell a compression. */
export const COMPRESSED_EXTENSIONS: readonly string[] = Object.keys(byExtension).map((extension) => `.${extension}`);

const CHUNK_BYTES = 256 * 1024;
const options = { chunkSize: CHUNK_BYTES };

const decompressors = {
  gzip: () => createGunzip(options),
  zstd: () => createZstdDecompress(options),
  brotli: () => createBrotliDecompress(options),
  deflate: () => createInflate(options),
};

/** Returns a reader of what `compressed` holds, which it closes when it is closed itself. */
export function decompress(
  compressed: FileReader,
  path: string,
  compression: Exclude<Compression, "none">,
): FileReader {
  let sourceFailed = false;
  const source = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES / 4);
      let count: number;
      try {
        count = await compressed.read(chunk);
      } catch (error) {
        sourceFailed = true;
        throw error;
      }
      if (count === 0) return;
      yield chunk.subarray(0, count);
    }
  };
  // What fails arrives where the output is read; there is nothing left to do here.
  const output = pipeline(source, decompressors[compression](), () => undefined);
  const chunks: AsyncIterator<Buffer> = output[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  return {
    async read(target) {
      while (chunk.byteLength === 0) {
        let next: IteratorResult<Uint8Array>;
        try {
          next = await chunks.next();
        } catch (cause) {
          throw sourceFailed ? cause : damaged(path, compression, cause);
        }
        if (next.done === true) return 0;
        chunk = next.value;
      }
      const part = chunk.subarray(0, target.byteLength);
      target.set(part);
      chunk = chunk.subarray(part.byteLength);
      return part.byteLength;
    },
    async [Symbol.asyncDispose]() {
      output.destroy();
      await compressed[Symbol.asyncDispose]();
    },
  };
}

function damaged(path: string, compression: Compression, cause: unknown): CompressedFileError {
  const isCut =
    cause instanceof Error &&
    "code" in cause &&
    (cause.code === "Z_BUF_ERROR" || cause.code === "ERR__ERROR_SRC_SIZE_WRONG");
  return new CompressedFileError(path, {
    summary: isCut ? `its end is missing (${compression})` : `it is damaged, or not ${compression} at all`,
    remedies: ["get a whole copy of the file", 'if it is not compressed, say so:  { compression: "none" }'],
    cause,
  });
}

const compressors: Readonly<Record<WriteCompression, (bytes: Buffer) => Promise<Uint8Array>>> = {
  none: (bytes) => Promise.resolve(bytes),
  gzip: promisify<Buffer, Buffer>(gzip),
  zstd: promisify<Buffer, Buffer>(zstdCompress),
};

/** Compresses a part of a file. All parts, one after the other, are the whole file compressed. */
export function compress(part: Buffer, compression: WriteCompression): Promise<Uint8Array> {
  return compressors[compression](part);
}
