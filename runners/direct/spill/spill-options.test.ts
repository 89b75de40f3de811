import { tmpdir, totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import { describe, expect, it } from "vitest";
import { spillOptions } from "./spill-options.ts";

const mebibyte = 2 ** 20;

describe("the DirectRunner's options", () => {
  it("leave a 24th of what V8 and the machine have, and take the system's folder", () => {
    const { memoryBytes, folder } = spillOptions();
    expect(memoryBytes).toBeGreaterThanOrEqual(16 * mebibyte);
    expect(memoryBytes).toBeLessThanOrEqual(
      Math.max(16 * mebibyte, Math.min(getHeapStatistics().heap_size_limit, totalmem()) / 24),
    );
    expect([tmpdir(), "/var/tmp"]).toContain(folder);
  });

  it.each([
    { given: 512, bytes: 512 * mebibyte },
    { given: "0.5", bytes: mebibyte / 2 },
  ])("take $given megabytes", ({ given, bytes }) => {
    expect(spillOptions({ memoryMegabytes: given, tempFolder: "/data/tmp" })).toEqual({
      memoryBytes: bytes,
      folder: "/data/tmp",
    });
  });

  it.each([
    { given: { memoryMegabytes: 0 }, says: "--direct.memoryMegabytes takes a number above 0; got 0." },
    { given: { memoryMegabytes: "much" }, says: '--direct.memoryMegabytes takes a number above 0; got "much".' },
    { given: { memoryMegabytes: "" }, says: '--direct.memoryMegabytes takes a number above 0; got "".' },
    { given: { tempFolder: true }, says: "--direct.tempFolder takes a path; got true." },
    { given: { tempFolder: "" }, says: '--direct.tempFolder takes a path; got "".' },
    {
      given: { memoryMegabyte: 1 },
      says: "--direct.memoryMegabyte is not an option of the DirectRunner; did you mean --direct.memoryMegabytes?",
    },
  ])("refuse $given", ({ given, says }) => {
    expect(() => spillOptions(given)).toThrow(says);
  });
});
