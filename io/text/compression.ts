import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** How a file is compressed. */
export type Compression = "none" | "gzip" | "zstd" | "brotli" | "deflate";

/** How a file that is written can be compressed: such that parts, one after the other, are a whole to all readers. */
export type WriteCompression = "none" | "gzip";

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

const gzipped: (bytes: Buffer) => Promise<Uint8Array> = promisify(gzip);

/** Compresses a part of a file. All parts, one after the other, are the whole file compressed. */
export function compress(part: Buffer, compression: WriteCompression): Promise<Uint8Array> {
  return compression === "none" ? Promise.resolve(part) : gzipped(part);
}
