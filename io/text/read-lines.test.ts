import { describe, expect, it } from "vitest";
import { bytesReader } from "../../test/io/bytes-reader.ts";
import type { LineFormat } from "./line-format.ts";
import { readLines } from "./read-lines.ts";

const never = new AbortController().signal;

async function read(text: string | Buffer, format: LineFormat = {}, signal: AbortSignal = never): Promise<string[]> {
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  const range = { path: "data/a.txt", start: 0, end: bytes.length, skipLines: 0 };
  const sink = { emit: (line: string) => lines.push(line), flush: () => Promise.resolve(), signal };
  await readLines(bytesReader(bytes, 50_000), { range, format, buffer: Buffer.alloc(4096) }, sink);
  return lines;
}

describe("lines", () => {
  it.each([
    { name: "no text", text: "", lines: [] },
    { name: "only a line end", text: "\n", lines: [""] },
    { name: "no final line end", text: "a\nb", lines: ["a", "b"] },
    { name: "a final line end", text: "a\nb\n", lines: ["a", "b"] },
    { name: "an empty line at the end", text: "a\n\n", lines: ["a", ""] },
    { name: "CRLF", text: "a\r\nb\r\n\r\n", lines: ["a", "b", ""] },
    { name: "CRLF and LF mixed", text: "a\r\nb\nc\r\n", lines: ["a", "b", "c"] },
    { name: "CR alone, which ends no line", text: "a\rb\n", lines: ["a\rb"] },
    { name: "CR at the end of the file, without LF", text: "a\r", lines: ["a\r"] },
    { name: "a byte order mark", text: "\uFEFFa\n\uFEFFb\n", lines: ["a", "\uFEFFb"] },
    { name: "only a byte order mark", text: "\uFEFF", lines: [] },
    {
      name: "other line ends of Unicode, which end no line",
      text: "a\u2028b\u0085c\vd\n",
      lines: ["a\u2028b\u0085c\vd"],
    },
    { name: "a null character", text: "a\0b\n", lines: ["a\0b"] },
  ])("of a file with $name", async ({ text, lines }) => {
    expect(await read(text)).toEqual(lines);
  });

  it("may be longer than the buffer and many chunks", async () => {
    const long = "é".repeat(700_000);
    expect(await read(`a\n${long}\nb\n`)).toEqual(["a", long, "b"]);
  });

  it("are refused beyond their greatest length, with the place, however the chunks fall", async () => {
    const atMost = `${"x".repeat(1999)}\n`;
    for (const before of ["", "a\n", atMost, atMost.repeat(30)]) {
      expect(await read(before + atMost, { maxLineBytes: 2000 })).toHaveLength(before.split("\n").length);
      await expect(read(`${before}x${atMost}`, { maxLineBytes: 2000 })).rejects.toMatchObject({
        code: "PURLIN_TEXT_LINE_LENGTH",
        facts: { path: "data/a.txt", "byte offset": String(before.length) },
      });
    }
  });

  it("have U+FFFD in the place of what is not UTF-8 where that was asked for", async () => {
    const text = Buffer.from([0x61, 0xff, 0x0a, 0xc3, 0x0a, 0xc3, 0xa9]);
    expect(await read(text, { onInvalid: "replace" })).toEqual(["a\uFFFD", "\uFFFD", "é"]);
  });

  it("may have U+FFFD of their own", async () => {
    expect(await read("\uFFFD\n")).toEqual(["\uFFFD"]);
  });

  it("are not read on when the job is cancelled", async () => {
    const controller = new AbortController();
    controller.abort(new Error("cancelled"));
    await expect(read("a\n", {}, controller.signal)).rejects.toThrow("cancelled");
  });
});

describe("a file that is not text", () => {
  it("is refused with file, place and remedies", async () => {
    const error = await read(Buffer.concat([Buffer.from("fine\nfine: é "), Buffer.from([0xe9, 0x20])])).catch(String);
    expect(error).toBe(
      [
        'TextEncodingError: "data/a.txt" is not text in UTF-8.',
        "  path         data/a.txt",
        "  byte offset  14",
        "  line         2",
        "  bytes there  e9 20",
        "Do one of:",
        '  - name the encoding that it has:  { encoding: "latin1" }',
        '  - take U+FFFD for what is not UTF-8:  { onInvalid: "replace" }',
        "  - leave files that are not text out of the pattern",
      ].join("\n"),
    );
  });

  it.each([
    { name: "UTF-16", start: [0xff, 0xfe, 0x61, 0x00], guess: /looks like +UTF-16: {2}iconv/ },
    { name: "gzip", start: [0x1f, 0x8b, 0x08, 0x00], guess: /looks like +gzip/ },
    { name: "zstd", start: [0x28, 0xb5, 0x2f, 0xfd], guess: /looks like +zstd/ },
  ])("is guessed to be $name by its first bytes", async ({ start, guess }) => {
    await expect(read(Buffer.from([...start, 0xff, 0x00]))).rejects.toThrow(guess);
  });
});
