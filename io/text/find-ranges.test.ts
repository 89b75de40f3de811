import { truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { tempFolders } from "../../test/io/temp-folder.ts";
import { findRanges } from "./find-ranges.ts";
import { planRead, type ReadTextOptions } from "./read-options.ts";

const newFolder = tempFolders();
const find = (patterns: string | string[], options: ReadTextOptions = {}) => findRanges(planRead(patterns, options));

describe("what is read of files", () => {
  it("is each file once, though several patterns match it", async () => {
    const folder = await newFolder();
    for (const name of ["a1", "a2", "b1"]) await writeFile(`${folder}/${name}`, "x");
    const ranges = await find([`${folder}/a*`, `${folder}/*1`, `${folder}/a1`]);
    expect(ranges.map(({ path }) => path.slice(-2))).toEqual(["a1", "a2", "b1"]);
  });

  const mebibyte = 1024 * 1024;
  it.each([
    { mebibytes: 4, ranges: 1 },
    { mebibytes: 20, ranges: 5 },
    { mebibytes: 200, ranges: 50 },
    { mebibytes: 512, ranges: 64 },
    { mebibytes: 8_192, ranges: 128 },
  ])("is cut into ranges of one size where a file is large: $mebibytes MiB", async ({ mebibytes, ranges }) => {
    const folder = await newFolder();
    await writeFile(`${folder}/large`, "");
    await truncate(`${folder}/large`, mebibytes * mebibyte);
    const found = await find(`${folder}/large`);
    const edges = Array.from({ length: ranges + 1 }, (_, index) => (mebibytes / ranges) * index * mebibyte);
    expect(found.map(({ start, end }) => [start, end])).toEqual(
      edges.slice(1).map((end, index) => [edges[index], end]),
    );
  });

  it("begins behind the header where a file with one is cut", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a`, "header 1\nheader 2\nabcd\nefgh\n");
    const ranges = await find(`${folder}/a`, { skipHeaderLines: 2, splitBytes: 5 });
    expect(ranges.map(({ start, end, skipLines }) => [start, end, skipLines])).toEqual([
      [18, 23, 0],
      [23, 28, 0],
    ]);
    expect(await find(`${folder}/a`, { skipHeaderLines: 9, splitBytes: 5 })).toEqual([]);
  });

  it("is one range for a compressed file, to its end", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a.gz`, "0123456789");
    expect(await find(`${folder}/a.gz`, { splitBytes: 2 })).toEqual([
      { path: `${folder}/a.gz`, start: 0, end: Infinity, skipLines: 0, compression: "gzip" },
    ]);
    expect(await find(`${folder}/a.gz`, { splitBytes: 5, compression: "none" })).toHaveLength(2);
  });

  it("is nothing for an empty file", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a`, "");
    expect(await find(`${folder}/a`)).toEqual([]);
  });
});

describe("a pattern that matches nothing", () => {
  it("is an error that says where it was looked for", async () => {
    const error: unknown = await find("no/such/*.txt").catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: "PURLIN_FILE_NOT_FOUND",
      facts: { path: "no/such/*.txt", "relative to": process.cwd() },
    });
  });

  it("is an error though another one matches", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a`, "x");
    await expect(find([`${folder}/a`, `${folder}/b`])).rejects.toThrow(`There is no file "${folder}/b".`);
  });

  it("is nothing where that is allowed", async () => {
    expect(await find(["no/such/*.txt", "no/such/file"], { emptyMatch: "allow" })).toEqual([]);
  });
});

describe("a file of an unknown compression", () => {
  it("is refused, unless it is said to be plain", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a.bz2`, "x");
    await expect(find(`${folder}/a.bz2`)).rejects.toThrow(
      "only files are read that end in .gz, .gzip, .zst, .zstd, .br, .deflate",
    );
    expect(await find(`${folder}/a.bz2`, { compression: "none" })).toHaveLength(1);
  });
});

describe("what to read", () => {
  it.each([
    { patterns: [] as string[], options: {}, message: /at least one pattern/ },
    { patterns: [""], options: {}, message: /it is empty/ },
    { patterns: ["s3://a/b"], options: {}, message: /no file system for "s3:\/\/"/ },
    {
      patterns: ["a"],
      options: { skipHeaderLines: -1 },
      message: /skipHeaderLines is a whole number of at least 0; got -1/,
    },
    { patterns: ["a"], options: { splitBytes: 0 }, message: /splitBytes/ },
    { patterns: ["a"], options: { maxLineBytes: 10 }, message: /maxLineBytes is a whole number of at least 1024/ },
  ])("is refused at once: $message", ({ patterns, options, message }) => {
    expect(() => planRead(patterns, options)).toThrow(message);
  });
});
