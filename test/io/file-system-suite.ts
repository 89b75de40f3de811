import { describe, expect, it } from "vitest";
import type { FileSystem } from "../../io/filesystems/file-system.ts";
import { readWhole } from "./read-whole.ts";

/** A file system to test, and an empty folder of it. */
export interface FileSystemUnderTest {
  readonly fileSystem: FileSystem;
  readonly folder: string;
}

/** Holds a file system to what {@link FileSystem} says, of which the IO transforms make use. */
export function fileSystemSuite(name: string, make: () => Promise<FileSystemUnderTest>): void {
  describe(`${name}: files`, () => {
    it("gives back the bytes that were written, over any number of writes and reads", async () => {
      const { fileSystem, folder } = await make();
      const path = `${folder}/bytes`;
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
      const writer = await fileSystem.create(path);
      for (let at = 0; at < bytes.length; at += 33_333) await writer.write(bytes.subarray(at, at + 33_333));
      await writer.close();
      const read = await readWhole(await fileSystem.openRead(path), 7_777);
      expect(read.equals(bytes)).toBe(true);
    });

    it("lets the bytes of a write be reused when it is done", async () => {
      const { fileSystem, folder } = await make();
      const writer = await fileSystem.create(`${folder}/reused`);
      const bytes = Buffer.from("first");
      await writer.write(bytes);
      bytes.write("again");
      await writer.write(bytes);
      await writer.close();
      expect(await textOf(fileSystem, `${folder}/reused`)).toBe("firstagain");
    });

    it("reads from any place, also from behind the end", async () => {
      const { fileSystem, folder } = await make();
      await writeFile(fileSystem, `${folder}/digits`, "0123456789");
      for (const start of [0, 1, 9, 10, 11]) {
        const read = await readWhole(await fileSystem.openRead(`${folder}/digits`, { start }), 3);
        expect(read.toString()).toBe("0123456789".slice(start));
      }
    });

    it("replaces a file that is created again", async () => {
      const { fileSystem, folder } = await make();
      await writeFile(fileSystem, `${folder}/twice`, "a longer text");
      await writeFile(fileSystem, `${folder}/twice`, "short");
      expect(await textOf(fileSystem, `${folder}/twice`)).toBe("short");
    });

    it("keeps nothing of a file that was given up", async () => {
      const { fileSystem, folder } = await make();
      const writer = await fileSystem.create(`${folder}/aborted`);
      await writer.write(Buffer.from("half"));
      await writer.abort();
      expect(await fileSystem.exists(`${folder}/aborted`)).toBe(false);
    });

    it("says that a file is missing when it is opened or renamed", async () => {
      const { fileSystem, folder } = await make();
      const missing = { code: "PURLIN_FILE_NOT_FOUND" };
      await expect(fileSystem.openRead(`${folder}/missing`)).rejects.toMatchObject(missing);
      await expect(fileSystem.rename(`${folder}/missing`, `${folder}/other`)).rejects.toMatchObject(missing);
    });

    it("renames over what is there", async () => {
      const { fileSystem, folder } = await make();
      await writeFile(fileSystem, `${folder}/from`, "new");
      await writeFile(fileSystem, `${folder}/to`, "old");
      await fileSystem.rename(`${folder}/from`, `${folder}/to`);
      expect(await textOf(fileSystem, `${folder}/to`)).toBe("new");
      expect(await fileSystem.exists(`${folder}/from`)).toBe(false);
    });

    it("removes files, and folders with all that they hold, and takes nothing there for removed", async () => {
      const { fileSystem, folder } = await make();
      await fileSystem.mkdirs(`${folder}/a/b`);
      await writeFile(fileSystem, `${folder}/a/b/file`, "x");
      await fileSystem.delete(`${folder}/a`);
      expect(await fileSystem.match(`${folder}/**`)).toEqual([]);
      await fileSystem.delete(`${folder}/a`);
    });

    it("makes folders whose parents are missing, and those that are there", async () => {
      const { fileSystem, folder } = await make();
      await fileSystem.mkdirs(`${folder}/x/y/z`);
      await fileSystem.mkdirs(`${folder}/x/y/z`);
      await writeFile(fileSystem, `${folder}/x/y/z/file`, "deep");
      expect(await textOf(fileSystem, `${folder}/x/y/z/file`)).toBe("deep");
    });
  });

  describe(`${name}: patterns`, () => {
    it.each(patterns)("$pattern finds $found", async ({ pattern, found }) => {
      const { fileSystem, folder } = await make();
      for (const path of tree) {
        await fileSystem.mkdirs(`${folder}/${path}`.replace(/\/[^/]*$/, ""));
        await writeFile(fileSystem, `${folder}/${path}`, path);
      }
      const matched = await fileSystem.match(`${folder}/${pattern}`);
      expect(matched.map(({ path }) => path.slice(folder.length + 1))).toEqual(found);
    });

    it("tells the size of a file, and when it was changed", async () => {
      const { fileSystem, folder } = await make();
      const before = Date.now() - 5_000;
      await writeFile(fileSystem, `${folder}/sized`, "12345");
      const [file] = await fileSystem.match(`${folder}/sized`);
      expect(file).toMatchObject({ sizeBytes: 5, isReadSeekEfficient: true });
      expect(file?.lastModifiedMillis).toBeGreaterThan(before);
      expect(file?.lastModifiedMillis).toBeLessThan(Date.now() + 5_000);
    });

    it("refuses a plain name that is a folder's", async () => {
      const { fileSystem, folder } = await make();
      await fileSystem.mkdirs(`${folder}/sub`);
      await writeFile(fileSystem, `${folder}/sub/file`, "x");
      await expect(fileSystem.match(`${folder}/sub`)).rejects.toMatchObject({ code: "PURLIN_FILE_PATTERN" });
    });
  });
}

const tree = [
  "a.txt",
  "b.txt",
  "b.csv",
  ".hidden.txt",
  "(1).txt",
  "[x].txt",
  "with space.txt",
  "dir/c.txt",
  "dir/deep/d.txt",
  "dir/deep/deeper/e.txt",
  "other/c.txt",
  ".dot/f.txt",
  "part-08.log",
  "part-09.log",
  "part-10.log",
  "part-11.log",
];

const patterns: readonly { readonly pattern: string; readonly found: readonly string[] }[] = [
  { pattern: "a.txt", found: ["a.txt"] },
  { pattern: "missing.txt", found: [] },
  { pattern: "missing/*.txt", found: [] },
  { pattern: "*.txt", found: ["(1).txt", "[x].txt", "a.txt", "b.txt", "with space.txt"] },
  { pattern: "?.txt", found: ["a.txt", "b.txt"] },
  { pattern: "[ab].txt", found: ["a.txt", "b.txt"] },
  { pattern: "[!a].txt", found: ["b.txt"] },
  { pattern: "b.{csv,txt}", found: ["b.csv", "b.txt"] },
  { pattern: "{a,dir/c}.txt", found: ["a.txt", "dir/c.txt"] },
  { pattern: "(1)*.txt", found: ["(1).txt"] },
  { pattern: "\\[x\\].txt", found: ["[x].txt"] },
  { pattern: "\\[x\\]*", found: ["[x].txt"] },
  { pattern: "[x].txt", found: ["[x].txt"] },
  { pattern: "with s*", found: ["with space.txt"] },
  { pattern: ".h*", found: [".hidden.txt"] },
  { pattern: ".dot/*", found: [".dot/f.txt"] },
  { pattern: "*/c.txt", found: ["dir/c.txt", "other/c.txt"] },
  { pattern: "*/*/*.txt", found: ["dir/deep/d.txt"] },
  { pattern: "dir/**", found: ["dir/c.txt", "dir/deep/d.txt", "dir/deep/deeper/e.txt"] },
  { pattern: "**/c.txt", found: ["dir/c.txt", "other/c.txt"] },
  { pattern: "**/deep/**/*.txt", found: ["dir/deep/d.txt", "dir/deep/deeper/e.txt"] },
  { pattern: "d*/**/e.txt", found: ["dir/deep/deeper/e.txt"] },
  { pattern: "**/[ae].txt", found: ["a.txt", "dir/deep/deeper/e.txt"] },
  { pattern: "part-{08..10}.log", found: ["part-08.log", "part-09.log", "part-10.log"] },
  { pattern: "part-{9..12}.log", found: ["part-10.log", "part-11.log"] },
];

async function writeFile(fileSystem: FileSystem, path: string, text: string): Promise<void> {
  const writer = await fileSystem.create(path);
  await writer.write(Buffer.from(text));
  await writer.close();
}

async function textOf(fileSystem: FileSystem, path: string): Promise<string> {
  return (await readWhole(await fileSystem.openRead(path), 64)).toString();
}
