import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { FileSystem } from "../filesystems/file-system.ts";
import { localFileSystem } from "../filesystems/local-file-system.ts";
import { tempFolders } from "../../test/io/temp-folder.ts";
import { replaceFiles } from "./replace-files.ts";

const newFolder = tempFolders();

/** Two files with new content, of which the second goes to `secondTo`; an old output of three. */
async function prepare(): Promise<{ folder: string; names: () => Promise<string[]> }> {
  const folder = await newFolder();
  await mkdir(`${folder}/.temp`);
  for (const name of [".temp/a", ".temp/b"]) await writeFile(`${folder}/${name}`, "new");
  for (const name of ["x-0", "x-1", "x-2"]) await writeFile(`${folder}/${name}`, "old");
  const names = async (): Promise<string[]> =>
    Promise.all(
      (await readdir(folder))
        .filter((name) => name.startsWith("x"))
        .sort()
        .map(async (name) => `${name}=${await readFile(`${folder}/${name}`, "utf8").catch(() => "folder")}`),
    );
  return { folder, names };
}

const old = (folder: string): string[] => ["x-0", "x-1", "x-2"].map((name) => `${folder}/${name}`);

describe("replacing files", () => {
  it("puts the new ones in the place of all old ones", async () => {
    const { folder, names } = await prepare();
    const moves = [
      { from: `${folder}/.temp/a`, to: `${folder}/x-0` },
      { from: `${folder}/.temp/b`, to: `${folder}/x-1` },
    ];
    await replaceFiles(localFileSystem, { moves, replaced: old(folder), folder: `${folder}/.temp` });
    expect(await names()).toEqual(["x-0=new", "x-1=new"]);
  });

  it("leaves the old ones as they were when one of the new ones can't be put in its place", async () => {
    const { folder, names } = await prepare();
    await mkdir(`${folder}/x-3/full`, { recursive: true });
    const moves = [
      { from: `${folder}/.temp/a`, to: `${folder}/x-0` },
      { from: `${folder}/.temp/b`, to: `${folder}/x-3` },
    ];
    const replacing = replaceFiles(localFileSystem, { moves, replaced: old(folder), folder: `${folder}/.temp` });
    await expect(replacing).rejects.toMatchObject({ code: "PURLIN_FILE_WRITE", facts: { path: `${folder}/x-3` } });
    expect(await names()).toEqual(["x-0=old", "x-1=old", "x-2=old", "x-3=folder"]);
    expect((await readdir(`${folder}/.temp`)).sort()).toEqual(["a", "b"]);
  });

  it("goes on where an attempt that died has stopped", async () => {
    const { folder, names } = await prepare();
    await localFileSystem.rename(`${folder}/.temp/a`, `${folder}/x-0`);
    const moves = [
      { from: `${folder}/.temp/a`, to: `${folder}/x-0` },
      { from: `${folder}/.temp/b`, to: `${folder}/x-1` },
    ];
    await replaceFiles(localFileSystem, { moves, replaced: old(folder), folder: `${folder}/.temp` });
    expect(await names()).toEqual(["x-0=new", "x-1=new"]);
  });

  it("leaves no new file where the folder that it came from is gone", async () => {
    const { folder, names } = await prepare();
    const moves = [
      { from: `${folder}/.temp/a`, to: `${folder}/x-0` },
      { from: `${folder}/.temp/b`, to: `${folder}/x-1` },
    ];
    const aside = `${folder}/.aside`;
    await mkdir(aside);
    const fileSystem: FileSystem = {
      ...localFileSystem,
      async rename(from, to) {
        if (from === moves[1]?.from) await localFileSystem.delete(`${folder}/.temp`);
        await localFileSystem.rename(from, to);
      },
    };
    const replacing = replaceFiles(fileSystem, { moves, replaced: old(folder), folder: aside });
    await expect(replacing).rejects.toMatchObject({ code: "PURLIN_FILE_NOT_FOUND" });
    expect(await names()).toEqual(["x-0=old", "x-1=old", "x-2=old"]);
  });

  it("fails where a new file is nowhere", async () => {
    const { folder, names } = await prepare();
    const moves = [{ from: `${folder}/.temp/missing`, to: `${folder}/x-7` }];
    const replacing = replaceFiles(localFileSystem, { moves, replaced: old(folder), folder: `${folder}/.temp` });
    await expect(replacing).rejects.toMatchObject({ code: "PURLIN_FILE_NOT_FOUND" });
    expect(await names()).toEqual(["x-0=old", "x-1=old", "x-2=old"]);
  });
});
