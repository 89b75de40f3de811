import { promisify } from "node:util";
import { brotliCompress, deflate, gunzipSync, gzip, zstdCompress } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FileReadError } from "../filesystems/file-errors.ts";
import type { FileReader } from "../filesystems/file-system.ts";
import { bytesReader } from "../../test/io/bytes-reader.ts";
import { readWhole } from "../../test/io/read-whole.ts";
import { compress, compressionOf, type Compression } from "./compression.ts";
import { decompress } from "./decompress.ts";

type Compressed = Exclude<Compression, "none">;

const compressors: Readonly<Record<Compressed, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(gzip),
  zstd: promisify<Buffer, Buffer>(zstdCompress),
  brotli: promisify<Buffer, Buffer>(brotliCompress),
  deflate: promisify<Buffer, Buffer>(deflate),
};
const formats = Object.keys(compressors) as Compressed[];
// Neither repeats nor is random, so that it compresses but not to nothing.
const text = Buffer.from(Array.from({ length: 100_000 }, (_, i) => String((i * i) % 9973)).join("\n"));

describe.each(formats)("%s", (format) => {
  it("is decompressed whole", async () => {
    const bytes = await compressors[format](text);
    const read = await readWhole(decompress(bytesReader(bytes, 1_000), "f", format));
    expect(read.equals(text)).toBe(true);
  });

  it("is refused where its end is missing", async () => {
    const bytes = await compressors[format](text);
    const reading = readWhole(decompress(bytesReader(bytes.subarray(0, -9), 1_000), "data/a.log", format));
    await expect(reading).rejects.toMatchObject({ code: "PURLIN_FILE_COMPRESSION", facts: { path: "data/a.log" } });
    const again = readWhole(decompress(bytesReader(bytes.subarray(0, -9), 1_000), "data/a.log", format));
    await expect(again).rejects.toThrow(`"data/a.log" can't be decompressed: its end is missing (${format})`);
  });

  it("is refused where it is damaged, or is not compressed", async () => {
    const reading = readWhole(decompress(bytesReader(Buffer.from("no such format at all"), 5), "f", format));
    await expect(reading).rejects.toThrow(`can't be decompressed: it is damaged, or not ${format} at all`);
  });

  it("passes on what fails below it", async () => {
    const failing: FileReader = {
      read: () => Promise.reject(new FileReadError("f", new Error("the disk is gone"))),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await expect(readWhole(decompress(failing, "f", format))).rejects.toBeInstanceOf(FileReadError);
  });

  it("closes the file when it is closed before its end", async () => {
    const bytes = await compressors[format](text);
    let isClosed = false;
    const close = (): Promise<void> => {
      isClosed = true;
      return Promise.resolve();
    };
    const reader = decompress({ ...bytesReader(bytes, 100), [Symbol.asyncDispose]: close }, "f", format);
    await reader.read(Buffer.alloc(10));
    await reader[Symbol.asyncDispose]();
    expect(isClosed).toBe(true);
  });
});

describe("parts, one after the other", () => {
  // Node's own streams end behind the first frame of zstd, without an error: nodejs/node issue 64741.
  it.each(formats.flatMap((format) => [1, 7, 13, 1000].map((chunkBytes) => ({ format, chunkBytes }))))(
    "are read to the end of the last one: $format in chunks of $chunkBytes",
    async ({ format, chunkBytes }) => {
      const texts = ["a\n", "b".repeat(5_000), "", "c\n"];
      const parts = await Promise.all(texts.map((part) => compressors[format](Buffer.from(part))));
      const reader = decompress(bytesReader(Buffer.concat(parts), chunkBytes), "f", format);
      expect(String(await readWhole(reader))).toBe(texts.join(""));
    },
  );

  it.each(formats)("are no silent end where garbage follows them: %s", async (format) => {
    for (const chunkBytes of [4, 1000]) {
      const bytes = Buffer.concat([await compressors[format](Buffer.from("text\n")), Buffer.from("garbage!")]);
      const reading = readWhole(decompress(bytesReader(bytes, chunkBytes), "f", format));
      await expect(reading).rejects.toMatchObject({ code: "PURLIN_FILE_COMPRESSION" });
    }
  });

  it("may be padded with zeros in gzip, as on tapes", async () => {
    const bytes = Buffer.concat([await compressors.gzip(Buffer.from("text\n")), Buffer.alloc(512)]);
    for (const chunkBytes of [4, 25, 1000]) {
      expect(String(await readWhole(decompress(bytesReader(bytes, chunkBytes), "f", "gzip")))).toBe("text\n");
    }
  });

  it("are what files are written of", async () => {
    const parts = ["first ", "", "second"].map((part) => compress(Buffer.from(part), "gzip"));
    expect(String(gunzipSync(Buffer.concat(await Promise.all(parts))))).toBe("first second");
  });
});

describe("a file's name", () => {
  it.each([
    ["a.txt", "none"],
    ["a", "none"],
    ["a.gz/b", "none"],
    ["a.txt.gz", "gzip"],
    ["A.GZ", "gzip"],
    ["a.zst", "zstd"],
    ["a.br", "brotli"],
    ["a.deflate", "deflate"],
    ["a.bz2", undefined],
    ["a.zip", undefined],
  ])("%s tells the compression %s", (path, compression) => {
    expect(compressionOf(path)).toBe(compression);
  });
});
