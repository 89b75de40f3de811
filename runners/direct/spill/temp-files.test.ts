import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TempFiles } from "./temp-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "purlin-spill-test-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("a temporary file", () => {
  it("gives back what was appended, from any position, as often as it is asked", () => {
    const files = new TempFiles(folder);
    const file = files.open("Group");
    file.append(bytes("abc"));
    file.append(bytes("defg"));
    expect(file.size).toBe(7);
    for (const position of [2, 0, 2]) {
      const into = new Uint8Array(4);
      file.read(into, position);
      expect(Buffer.from(into).toString()).toBe("abcdefg".slice(position, position + 4));
    }
    files.close();
  });

  it.runIf(process.platform !== "win32")("has no name that could be left behind", async () => {
    const files = new TempFiles(folder);
    files.open("Group").append(bytes("abc"));
    expect(await readdir(folder)).toEqual([]);
    files.close();
  });

  it("is apart from the others", () => {
    const files = new TempFiles(folder);
    const [one, other] = [files.open("A"), files.open("B")];
    one.append(bytes("1"));
    other.append(bytes("2"));
    const into = new Uint8Array(1);
    one.read(into, 0);
    expect(into).toEqual(bytes("1"));
    files.close();
  });

  it("says after the job's end that what was in it is gone", () => {
    const files = new TempFiles(folder);
    const file = files.open("Sum");
    file.append(bytes("abc"));
    files.close();
    expect(() => {
      file.read(new Uint8Array(1), 0);
    }).toThrow(/The values of a group that step "Sum" was given are gone[^]*\[\.\.\.values\]/);
  });

  it("says when it ends before what is to be read", () => {
    const files = new TempFiles(folder);
    const file = files.open("Sum");
    file.append(bytes("abc"));
    expect(() => {
      file.read(new Uint8Array(4), 0);
    }).toThrow(
      `The elements on their way to step "Sum" can't be read from "${folder}" again: The file ends at 3 bytes.`,
    );
    files.close();
  });

  it("names step, folder and reason when the folder is not there", () => {
    const missing = join(folder, "missing");
    expect(() => new TempFiles(missing).open("Sum")).toThrow(
      `The elements on their way to step "Sum" have outgrown memory, and can't be written to "${missing}": there is no such folder.`,
    );
  });

  it("names step, folder and reason when the folder is closed to this user", async ({ skip }) => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o500 });
    if (process.getuid?.() === 0) {
      // Root may write anywhere but to a file system that is read-only.
      const unmount = mount(closed, "ro");
      if (unmount === undefined) return skip("run as a user, or with the right to mount a tmpfs");
      try {
        expect(() => new TempFiles(closed).open("Sum")).toThrow(
          `can't be written to "${closed}": the file system is read-only`,
        );
      } finally {
        unmount();
      }
    } else {
      expect(() => new TempFiles(closed).open("Sum")).toThrow(`can't be written to "${closed}": permission is denied`);
    }
  });

  it("says when the disk is full, and leaves nothing there", async ({ skip }) => {
    const unmount = mount(folder, "size=1m");
    if (unmount === undefined) return skip("run as root, with the right to mount a tmpfs");
    const files = new TempFiles(folder);
    try {
      const file = files.open("Sum");
      expect(() => {
        for (let i = 0; i < 100; i++) file.append(new Uint8Array(64 * 1024));
      }).toThrow(
        /"Sum" have outgrown memory[^]*no space is left on the device\.\n[^]*--direct.tempFolder=FOLDER\n[^]*--direct.memoryMegabytes/,
      );
      expect(await readdir(folder)).toEqual([]);
    } finally {
      files.close();
      unmount();
    }
  });
});

/** Mounts a file system in memory, and returns what unmounts it; undefined where that isn't allowed. */
function mount(path: string, options: string): (() => void) | undefined {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { stdio: "ignore" });
    return () => {
      execFileSync("umount", [path]);
    };
  } catch {
    return undefined;
  }
}
