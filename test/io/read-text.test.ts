import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText, type ReadTextOptions } from "../../io/text/index.ts";
import { Pipeline } from "../../sdk/index.ts";
import { causeWithCode } from "./cause-with-code.ts";
import { tempFolders } from "./temp-folder.ts";

const newFolder = tempFolders();

/** Runs a pipeline that reads, and returns the lines in order of their text. */
async function read(patterns: string | string[], options: ReadTextOptions = {}): Promise<string[]> {
  const p = Pipeline.create({ runner: "direct", quiet: true });
  const lines: string[] = [];
  p.apply(readText(patterns, options)).map((line) => lines.push(line));
  await p.run();
  return lines.sort();
}

describe("readText", () => {
  it("reads all files of a pattern, plain and compressed", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a.txt`, "a1\na2\n");
    await writeFile(`${folder}/b.txt.gz`, gzipSync("b1\r\nb2"));
    await writeFile(`${folder}/c.txt.zst`, zstdCompressSync("c1\n"));
    await writeFile(`${folder}/empty.txt`, "");
    await writeFile(`${folder}/other.csv`, "x\n");
    expect(await read(`${folder}/*.txt*`)).toEqual(["a1", "a2", "b1", "b2", "c1"]);
  });

  it("leaves out the header of each file, also where the file is cut within it", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a.csv`, "id,name\n1,a\n2,b\n");
    await writeFile(`${folder}/b.csv`, "id,name\n3,c\n");
    await writeFile(`${folder}/c.csv.gz`, gzipSync("id,name\n4,d\n"));
    for (const splitBytes of [3, 7, 1000]) {
      expect(await read(`${folder}/*`, { skipHeaderLines: 1, splitBytes })).toEqual(["1,a", "2,b", "3,c", "4,d"]);
    }
  });

  it("gives each line once, wherever a file is cut", async () => {
    const folder = await newFolder();
    const line = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\r", "\r\n", "\n"), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(line, fc.integer({ min: 1, max: 30 }), async (text, splitBytes) => {
        await writeFile(`${folder}/f`, text);
        expect(await read(`${folder}/f`, { splitBytes })).toEqual(await read(`${folder}/f`));
      }),
      { numRuns: 40 },
    );
  });

  it("gives the lines of a book as they are", async () => {
    const text = await readFile("examples/data/genesis.txt", "utf8");
    const expected = text.split(/\r?\n/);
    if (expected.at(-1) === "") expected.pop();
    expect(await read("examples/data/genesis.txt", { splitBytes: 10_000 })).toEqual(expected.sort());
  });

  it("touches no file before the pipeline runs", () => {
    const p = Pipeline.create({ runner: "direct", quiet: true });
    expect(() => p.apply(readText("no/such/file"))).not.toThrow();
  });

  it("names its steps after what they do", () => {
    const p = Pipeline.create();
    p.apply(readText("no/such/file"));
    const [root] = p.graph().roots;
    expect(root?.uniqueName).toBe("ReadText");
    expect(root?.children.map(({ uniqueName }) => uniqueName)).toEqual([
      "ReadText/Impulse",
      "ReadText/Match",
      "ReadText/Reshuffle",
      "ReadText/Read",
    ]);
  });

  it("refuses a URL of an unknown scheme when it is applied", () => {
    expect(() => readText(["a.txt", "s3://bucket/b.txt"])).toThrow('There is no file system for "s3://"');
  });
});

describe("readText of what can't be read", () => {
  it("fails for a missing file before any element is processed", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/there`, "x\n");
    const p = Pipeline.create({ runner: "direct", quiet: true });
    let seen = 0;
    p.apply(readText([`${folder}/there`, `${folder}/missing`])).map(() => seen++);
    await expect(p.run()).rejects.toSatisfy(causeWithCode("PURLIN_FILE_NOT_FOUND", /no file ".*\/missing"/));
    expect(seen).toBe(0);
  });

  it.each([
    {
      name: "a folder",
      code: "PURLIN_FILE_PATTERN",
      make: (path: string) => mkdir(path),
      message: /it is a folder[\s\S]*\/\*/,
    },
    {
      name: "a circle of links",
      code: "PURLIN_FILE_READ",
      make: (path: string) => symlink(path, path),
      message: /links lead in a circle/,
    },
    {
      name: "binary garbage",
      code: "PURLIN_TEXT_ENCODING",
      make: (path: string) => writeFile(path, Buffer.from([0x41, 0x0a, 0x80, 0x81])),
      message: /byte offset +2\n +line +2/,
    },
    {
      name: "garbage behind a line longer than a chunk",
      code: "PURLIN_TEXT_ENCODING",
      make: (path: string) => writeFile(path, Buffer.concat([Buffer.alloc(600_000, "x"), Buffer.from([0x0a, 0xff])])),
      message: /byte offset +600001\n +line +2/,
    },
  ])("fails for $name", async ({ code, make, message }) => {
    const path = `${await newFolder()}/bad`;
    await make(path);
    await expect(read(path)).rejects.toSatisfy(causeWithCode(code, message));
  });

  it("fails for a truncated gzip file, though whole lines came before", async () => {
    const folder = await newFolder();
    const text = Array.from({ length: 50_000 }, (_, i) => `line ${(i * 7919) % 10_007}\n`).join("");
    await writeFile(`${folder}/cut.gz`, gzipSync(text).subarray(0, -100));
    await expect(read(`${folder}/cut.gz`)).rejects.toSatisfy(
      causeWithCode("PURLIN_FILE_COMPRESSION", /cut\.gz" can't be decompressed: its end is missing/),
    );
  });

  it("fails for a file that got shorter since it was found", async () => {
    const path = `${await newFolder()}/f`;
    await writeFile(path, "some\nlines\nof text\n");
    const p = Pipeline.create({ runner: "direct", quiet: true });
    // The second file is cut when a line of the first is seen: both were found before.
    const other = `${await newFolder()}/g`;
    await writeFile(other, "more\nlines\n".repeat(10));
    p.apply(readText([path, other])).map(async (line) => {
      if (line === "some") await truncate(other, 5);
    });
    await expect(p.run()).rejects.toSatisfy(causeWithCode("PURLIN_FILE_CHANGED", /got shorter while the pipeline ran/));
  });

  it("reads what was there when a file was found that has grown since", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a`, "first\n");
    await writeFile(`${folder}/b`, "b1\nb2\n");
    const p = Pipeline.create({ runner: "direct", quiet: true });
    const lines: string[] = [];
    p.apply(readText(`${folder}/*`)).map(async (line) => {
      lines.push(line);
      if (line === "first") await writeFile(`${folder}/b`, "b3\n", { flag: "a" });
    });
    await p.run();
    expect(lines).toEqual(["first", "b1", "b2"]);
  });
});
