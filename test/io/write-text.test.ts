import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writeText, type WriteTextOptions } from "../../io/text/index.ts";
import { Pipeline } from "../../sdk/index.ts";
import { causeWithCode } from "./cause-with-code.ts";
import { filesOf } from "./files-of.ts";
import { tempFolders } from "./temp-folder.ts";

const newFolder = tempFolders();

const newPipeline = () => Pipeline.create({ runner: "direct", quiet: true });

async function write(lines: readonly string[], prefix: string, options: WriteTextOptions = {}): Promise<string[]> {
  const p = newPipeline();
  const names: string[] = [];
  p.create(lines)
    .apply(writeText(prefix, options))
    .map((name) => names.push(name));
  await p.run();
  return names;
}

describe("writeText", () => {
  it("writes lines to a file of the standard name, and returns it", async () => {
    const folder = await newFolder();
    const names = await write(["a", "é", "😀", ""], `${folder}/new/out`);
    expect(names).toEqual([`${folder}/new/out-00000-of-00001.txt`]);
    expect(await filesOf(`${folder}/new`)).toEqual({ "out-00000-of-00001.txt": "a\né\n😀\n\n" });
  });

  it("writes as many files as it is told, with the lines spread evenly", async () => {
    const folder = await newFolder();
    const lines = Array.from({ length: 10 }, (_, i) => String(i));
    await write(lines, `${folder}/out`, { shards: 3, suffix: "" });
    const files = await filesOf(folder);
    expect(Object.keys(files).sort()).toEqual(["out-00000-of-00003", "out-00001-of-00003", "out-00002-of-00003"]);
    const written = Object.values(files).map((text) => text.trimEnd().split("\n"));
    expect(written.flat().sort()).toEqual(lines);
    expect(written.map(({ length }) => length).sort()).toEqual([3, 3, 4]);
  });

  it.each([
    { options: {}, files: { "out-00000-of-00001.txt": "" } },
    { options: { shards: 2 }, files: { "out-00000-of-00002.txt": "", "out-00001-of-00002.txt": "" } },
    { options: { header: "h", footer: "f" }, files: { "out-00000-of-00001.txt": "h\nf\n" } },
    { options: { shards: 1, header: "h" }, files: { "out-00000-of-00001.txt": "h\n" } },
  ])("writes $files for no lines with $options", async ({ options, files }) => {
    const folder = await newFolder();
    await write([], `${folder}/out`, options);
    expect(await filesOf(folder)).toEqual(files);
  });

  it.each([
    { name: "one a bundle", options: {} },
    { name: "one in all", options: { shards: 1 } },
  ])("puts header and footer around the lines of each file: $name", async ({ options }) => {
    const folder = await newFolder();
    await write(["a", "b"], `${folder}/out`, { ...options, header: "id", footer: "end", lineEnding: "\r\n" });
    expect(await filesOf(folder)).toEqual({ "out-00000-of-00001.txt": "id\r\na\r\nb\r\nend\r\n" });
  });

  it("names the only file by a template", async () => {
    const folder = await newFolder();
    await write(["a"], `${folder}/report`, { shards: 1, template: "{prefix}{suffix}", suffix: ".csv" });
    expect(await filesOf(folder)).toEqual({ "report.csv": "a\n" });
  });

  it.each([{}, { shards: 1 }, { shards: 1, header: "first", footer: "last" }])("compresses: %o", async (options) => {
    const folder = await newFolder();
    const [name = ""] = await write(["a", "b"], `${folder}/out`, { ...options, suffix: ".txt.gz" });
    const expected = "header" in options ? "first\na\nb\nlast\n" : "a\nb\n";
    expect(gunzipSync(await readFile(name)).toString()).toBe(expected);
  });

  it("writes valid gzip for no lines", async () => {
    const [name = ""] = await write([], `${await newFolder()}/out`, { compression: "gzip" });
    expect(gunzipSync(await readFile(name)).toString()).toBe("");
  });

  it("writes lines longer than its buffers", async () => {
    const folder = await newFolder();
    const long = "é".repeat(1_000_000);
    await write(["a", long, "b"], `${folder}/out`);
    expect(Object.values(await filesOf(folder))).toEqual([`a\n${long}\nb\n`]);
  });
});

describe("writeText over an earlier output", () => {
  it("leaves only the new files, though there were more", async () => {
    const folder = await newFolder();
    await write(["old", "old"], `${folder}/out`, { shards: 4 });
    await writeFile(`${folder}/out-summary.txt`, "kept");
    await writeFile(`${folder}/out-00000-of-00004.csv`, "kept");
    await write(["new"], `${folder}/out`, { shards: 1 });
    expect(await filesOf(folder)).toEqual({
      "out-00000-of-00001.txt": "new\n",
      "out-summary.txt": "kept",
      "out-00000-of-00004.csv": "kept",
    });
  });

  it("leaves it as it was when the run fails", async () => {
    const folder = await newFolder();
    await write(["old"], `${folder}/out`, { shards: 1 });
    const before = await filesOf(folder);
    const p = newPipeline();
    p.create(["a", "b"])
      .map((line) => {
        if (line === "b") throw new Error("no b");
        return line;
      })
      .apply(writeText(`${folder}/out`));
    await expect(p.run()).rejects.toThrow("no b");
    expect(await filesOf(folder)).toEqual(before);
  });

  it("leaves it as it was when a new file can't be put in its place", async () => {
    const folder = await newFolder();
    await write(["old"], `${folder}/out`, { shards: 1 });
    await mkdir(`${folder}/out-00001-of-00002.txt`);
    const before = await filesOf(folder);
    const writing = write(["a", "b"], `${folder}/out`, { shards: 2 });
    await expect(writing).rejects.toSatisfy(causeWithCode("PURLIN_FILE_WRITE", /00001-of-00002/));
    expect(await filesOf(folder)).toEqual(before);
  });
});

describe("writeText that fails or is cancelled", () => {
  it.each([{}, { shards: 2 }])("leaves nothing behind, hidden or not: %o", async (options) => {
    const folder = await newFolder();
    const p = newPipeline();
    p.create(Array.from({ length: 100 }, (_, i) => i))
      .reshuffle()
      .map((n) => {
        if (n === 99) throw new Error("late");
        return String(n);
      })
      .apply(writeText(`${folder}/out`, options));
    await expect(p.run()).rejects.toThrow("late");
    expect(await filesOf(folder)).toEqual({});
  });

  it("leaves a whole output or none when another branch fails", async () => {
    const folder = await newFolder();
    const p = newPipeline();
    p.create(["a"]).apply("First", writeText(`${folder}/first`, { header: "h", shards: 2 }));
    p.create(["b"])
      .reshuffle()
      .keyBy((line) => line)
      .groupByKey()
      .map(() => {
        throw new Error("elsewhere");
      });
    await expect(p.run()).rejects.toThrow("elsewhere");
    // The two have nothing to do with each other: the output is whole, or it is not there.
    const files = await filesOf(folder);
    expect([0, 2]).toContain(Object.keys(files).length);
    expect(Object.keys(files).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("leaves nothing behind when it is cancelled", async () => {
    const folder = await newFolder();
    const p = newPipeline();
    let begun: () => void = () => undefined;
    const isRunning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    p.create(["a", "b", "c"])
      .map(async (line) => {
        begun();
        if (line === "b") await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
        return line;
      })
      .apply(writeText(`${folder}/out`));
    const job = await p.start();
    await isRunning;
    await job.cancel();
    expect(await filesOf(folder)).toEqual({});
  });

  it("says that an element is not a string", async () => {
    const folder = await newFolder();
    const p = newPipeline();
    // A program without type checks can write anything.
    const numbers = p.create([1, 2]) as unknown as ReturnType<typeof p.create<string>>;
    numbers.apply("Save", writeText(`${folder}/out`));
    await expect(p.run()).rejects.toSatisfy(
      causeWithCode("PURLIN_TEXT_ELEMENT", /"Save\/Write" writes lines of text, and an element is of type number/),
    );
    expect(await filesOf(folder)).toEqual({});
  });

  it("refuses a string that UTF-8 can't carry, instead of changing it", async () => {
    const writing = write(["fine", "\uD800"], `${await newFolder()}/out`);
    await expect(writing).rejects.toSatisfy(causeWithCode("PURLIN_TEXT_ELEMENT", /lone surrogate/));
  });

  it("says that the output's folder can't be made, before an element is processed", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/file`, "x");
    const p = newPipeline();
    let seen = 0;
    p.create(["a"])
      .map((line) => {
        seen++;
        return line;
      })
      .apply(writeText(`${folder}/file/out`));
    await expect(p.run()).rejects.toSatisfy(causeWithCode("PURLIN_FILE_WRITE", /a part of its path is a file/));
    expect(seen).toBe(0);
  });

  it("refuses two outputs of one name when the pipeline is built", () => {
    const lines = newPipeline().create(["a"]);
    lines.apply("One", writeText("out/x"));
    lines.apply("Other", writeText("out/x", { suffix: ".csv" }));
    expect(() => lines.apply("Again", writeText("out/x"))).toThrow(/Two steps of the pipeline write to "out\/x-/);
  });
});

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: "ignore" });
}

/** Mounts a small file system, and returns what unmounts it; undefined where that isn't allowed. */
function smallDisk(folder: string): (() => void) | undefined {
  try {
    run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
    return () => {
      run("umount", folder);
    };
  } catch {
    return undefined;
  }
}

describe("writeText to a full disk", () => {
  it("says so, and leaves nothing", async ({ skip }) => {
    const folder = await newFolder();
    const unmount = smallDisk(folder);
    if (unmount === undefined) return skip("run as root, with the right to mount a tmpfs");
    try {
      const lines = Array.from({ length: 3000 }, () => "x".repeat(1000));
      for (const options of [{}, { shards: 3 }, { shards: 1, header: "h" }]) {
        await expect(write(lines, `${folder}/out`, options)).rejects.toSatisfy(
          causeWithCode("PURLIN_FILE_WRITE", /no space is left on the device[\s\S]*free some space there/),
        );
        expect(await filesOf(folder)).toEqual({});
      }
    } finally {
      unmount();
    }
  });
});
