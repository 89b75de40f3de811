import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { fileSystemSuite } from "../../test/io/file-system-suite.ts";
import { tempFolders } from "../../test/io/temp-folder.ts";
import { checkScheme, findFileSystem } from "./find-file-system.ts";
import { localFileSystem as files } from "./local-file-system.ts";

const newFolder = tempFolders();

/** Permissions don't hold for root, who runs the tests in a container. */
async function asOrdinaryUser(act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

fileSystemSuite("local", async () => ({ fileSystem: files, folder: await newFolder() }));

describe("local files", () => {
  it("are found by file URLs, in which ? is a wildcard and %20 a space", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a 1.txt`, "x");
    const url = pathToFileURL(folder).href;
    expect((await files.match(`${url}/a%20?.txt`)).map(({ path }) => path)).toEqual([`${folder}/a 1.txt`]);
    expect(await files.exists(`${url}/a%201.txt`)).toBe(true);
  });

  it("are not found on another machine", async () => {
    await expect(files.match("file://server/share/*.txt")).rejects.toThrow(/names the machine "server"/);
  });

  it("are found through links, but ** does not follow links to folders, which may be circular", async () => {
    const folder = await newFolder();
    await mkdir(`${folder}/real`);
    await writeFile(`${folder}/real/a.txt`, "x");
    await symlink("real", `${folder}/linked`);
    await symlink("..", `${folder}/real/up`);
    const found = async (pattern: string) => (await files.match(`${folder}/${pattern}`)).map(({ path }) => path);
    expect(await found("**/*.txt")).toEqual([`${folder}/real/a.txt`]);
    expect(await found("*/a.txt")).toEqual([`${folder}/linked/a.txt`, `${folder}/real/a.txt`]);
  });
});

describe("local files that can't be read", () => {
  it("names a link that leads in a circle", async () => {
    const folder = await newFolder();
    await symlink("loop.txt", `${folder}/loop.txt`);
    const message = "can't be read: its symbolic links lead in a circle";
    await expect(files.match(`${folder}/*.txt`)).rejects.toThrow(message);
    await expect(files.openRead(`${folder}/loop.txt`)).rejects.toThrow(message);
  });

  it("names a matching link that leads nowhere, instead of skipping it", async () => {
    const folder = await newFolder();
    await symlink("gone.txt", `${folder}/dangling.txt`);
    await expect(files.match(`${folder}/*.txt`)).rejects.toThrow(/dangling\.txt" can't be read: it is a link to/);
    expect(await files.match(`${folder}/*.csv`)).toEqual([]);
  });

  it("says that a part of a path is a file", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/file`, "x");
    const message = "can't be read: a part of its path is a file, not a folder";
    await expect(files.match(`${folder}/file/*.txt`)).rejects.toThrow(message);
    await expect(files.match(`${folder}/file/a.txt`)).rejects.toThrow(message);
    await expect(files.openRead(`${folder}/file/a.txt`)).rejects.toThrow(message);
  });

  it("says that permission is denied, and what helps", async () => {
    const folder = await newFolder();
    await mkdir(`${folder}/locked`);
    await writeFile(`${folder}/locked/a.txt`, "x");
    await chmod(folder, 0o755);
    await chmod(`${folder}/locked`, 0o000);
    await asOrdinaryUser(async () => {
      for (const pattern of ["*/*.txt", "**", "locked/a.txt"]) {
        const error = await files.match(`${folder}/${pattern}`).catch((cause: unknown) => cause);
        expect(error).toMatchObject({ code: "PURLIN_FILE_READ" });
        expect(String(error)).toContain("give the user that runs this program the permission to read it");
      }
      await expect(files.openRead(`${folder}/locked/a.txt`)).rejects.toMatchObject({ code: "PURLIN_FILE_READ" });
      await expect(files.create(`${folder}/locked/b.txt`)).rejects.toThrow("the permission to write it");
    });
    await chmod(`${folder}/locked`, 0o755);
  });

  it("says that a folder was opened", async () => {
    const reader = await files.openRead(await newFolder());
    await expect(reader.read(Buffer.alloc(1))).rejects.toThrow(/can't be read: it is a folder/);
    await reader[Symbol.asyncDispose]();
  });
});

describe("local files that can't be written", () => {
  it("says so with path, call and remedy", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/file`, "x");
    await expect(files.mkdirs(`${folder}/file/sub`)).rejects.toMatchObject({
      code: "PURLIN_FILE_WRITE",
      facts: { path: `${folder}/file/sub`, "system call": "mkdir" },
    });
    await expect(files.mkdirs(`${folder}/file/sub`)).rejects.toThrow("Do this: correct the path");
    await expect(files.create(`${folder}/missing/file`)).rejects.toMatchObject({ code: "PURLIN_FILE_WRITE" });
    await expect(files.rename(`${folder}/file`, `${folder}/no/file`)).rejects.toMatchObject({
      code: "PURLIN_FILE_WRITE",
    });
  });
});

describe("a URL's file system", () => {
  it.each(["s3://bucket/a.txt", "hdfs://host:8020/a.txt"])("is missing for %s", (url) => {
    expect(() => {
      checkScheme(url);
    }).toThrow(`There is no file system for "${url.slice(0, url.indexOf(":"))}://"`);
  });

  it.each(["a.txt", "/a.txt", "./a:b.txt", "file:///a.txt", "FILE:///a.txt"])(
    "is the local one for %s",
    async (path) => {
      expect(await findFileSystem(path)).toBe(files);
    },
  );
});
