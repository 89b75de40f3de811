import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileChangedError } from "../filesystems/file-errors.ts";
import { bytesReader } from "../../test/io/bytes-reader.ts";
import type { LineFormat } from "./line-format.ts";
import { firstByteOf, readLines } from "./read-lines.ts";

/** What a file's lines are, said in the plainest way. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, i) => (i < lines.length - 1 || text.endsWith("\n") ? line.replace(/\r$/, "") : line));
}

interface Case {
  readonly bytes: Buffer;
  readonly start?: number;
  readonly end?: number;
  readonly skipLines?: number;
  readonly chunkBytes?: number;
  readonly bufferBytes?: number;
  readonly format?: LineFormat;
}

async function read({ bytes, start = 0, end = bytes.length, skipLines = 0, ...how }: Case): Promise<string[]> {
  const { chunkBytes = 64, bufferBytes = 64, format = {} } = how;
  const range = { path: "f", start, end, skipLines };
  const file = bytesReader(bytes.subarray(firstByteOf(range)), chunkBytes);
  const lines: string[] = [];
  const emit = (line: string): number => lines.push(line);
  const signal = new AbortController().signal;
  await readLines(
    file,
    { range, format, buffer: Buffer.alloc(bufferBytes) },
    { emit, flush: () => Promise.resolve(), signal },
  );
  return lines;
}

// Text in which line ends, and characters of every length in UTF-8, meet often.
const text = fc
  .array(fc.constantFrom("\n", "\r\n", "\r", "a", "bc", "é", "€", "😀", "\uFEFF", "x".repeat(40), ""), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));
const sizes = { chunkBytes: fc.integer({ min: 1, max: 80 }), bufferBytes: fc.integer({ min: 1, max: 80 }) };

describe("the lines of a file", () => {
  it("are those of its text, whatever the sizes of chunks and buffer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ text, ...sizes }), async ({ text, ...how }) => {
        expect(await read({ bytes: Buffer.from(text), ...how })).toEqual(linesOf(text));
      }),
      { numRuns: 500 },
    );
  });

  it("are given once each by ranges that meet, wherever these are cut", async () => {
    const cuts = fc.array(fc.nat(300), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.record({ text, cuts, ...sizes }), async ({ text, cuts, ...how }) => {
        const bytes = Buffer.from(text);
        const edges = [...new Set([0, bytes.length, ...cuts.filter((cut) => cut < bytes.length)])].sort(
          (a, b) => a - b,
        );
        const parts: string[] = [];
        for (const [i, start] of edges.entries()) {
          const end = edges[i + 1];
          if (end !== undefined) parts.push(...(await read({ bytes, start, end, ...how })));
        }
        expect(parts).toEqual(linesOf(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("are given without the header", async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ text, skipLines: fc.nat(5), ...sizes }), async ({ text, skipLines, ...how }) => {
        expect(await read({ bytes: Buffer.from(text), skipLines, ...how })).toEqual(linesOf(text).slice(skipLines));
      }),
      { numRuns: 1000 },
    );
  });

  it("are the same in Latin-1 for text that both encodings have", async () => {
    const latin = fc
      .array(fc.constantFrom("\n", "\r\n", "a", "é", "ÿ"), { maxLength: 60 })
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(fc.record({ latin, ...sizes }), async ({ latin, ...how }) => {
        const lines = await read({ bytes: Buffer.from(latin, "latin1"), format: { encoding: "latin1" }, ...how });
        expect(lines).toEqual(linesOf(latin));
      }),
    );
  });

  it("never include what is not UTF-8: the error names the first such place", async () => {
    const parts = fc.record({
      before: text,
      after: text,
      bad: fc.constantFrom([0xff], [0xc3], [0xe2, 0x82], [0x80], [0xed, 0xa0, 0x80]),
    });
    await fc.assert(
      fc.asyncProperty(parts, fc.record(sizes), async ({ before, after, bad }, how) => {
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from(bad), Buffer.from(`a${after}`)]);
        const lineNumber = before.split("\n").length;
        await expect(read({ bytes, ...how })).rejects.toMatchObject({
          code: "PURLIN_TEXT_ENCODING",
          facts: { path: "f", "byte offset": String(Buffer.byteLength(before)), line: String(lineNumber) },
        });
      }),
      { numRuns: 300 },
    );
  });

  it("are never cut short in silence when the file got shorter", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 10 }), async (text, missing) => {
        const bytes = Buffer.from(text);
        await expect(read({ bytes, end: bytes.length + missing })).rejects.toBeInstanceOf(FileChangedError);
      }),
    );
  });
});
