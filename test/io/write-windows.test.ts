import { readFile, writeFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writeText, type WriteTextOptions } from "../../io/text/index.ts";
import {
  calendarMonths,
  customWindows,
  fixedWindows,
  globalWindows,
  hours,
  minutes,
  Pipeline,
  sessions,
  slidingWindows,
  type PCollection,
  type Window,
  type WindowFn,
} from "../../sdk/index.ts";
import { UserFunctionError } from "../../sdk/exec/user-function-error.ts";
import { causeWithCode } from "./cause-with-code.ts";
import { filesOf } from "./files-of.ts";
import { tempFolders } from "./temp-folder.ts";

const newFolder = tempFolders();
const newPipeline = () => Pipeline.create({ runner: "direct", quiet: true });

/** Lines, each with the time that it tells: minutes of 2026-01-01. */
function timed(p: Pipeline, lines: readonly string[]): PCollection<string> {
  return p.create(lines).withTimestamps((line) => Date.UTC(2026, 0, 1, 0, Number.parseInt(line)));
}

interface Writing {
  readonly lines?: readonly string[];
  readonly windowFn?: WindowFn;
  readonly options?: WriteTextOptions;
}

async function write(
  prefix: string,
  { lines = ["0", "59", "60"], windowFn = fixedWindows(hours(1)), options = {} }: Writing = {},
): Promise<string[]> {
  const p = newPipeline();
  const names: string[] = [];
  timed(p, lines)
    .window(windowFn)
    .apply(writeText(prefix, options))
    .map((name) => names.push(name));
  await p.run();
  return names.sort();
}

const [midnight, one, two] = ["2026-01-01T00-00-00Z", "2026-01-01T01-00-00Z", "2026-01-01T02-00-00Z"];

describe("writeText of elements with windows", () => {
  it("writes the lines of each window to a file of its own, named by the window", async () => {
    const folder = await newFolder();
    const names = await write(`${folder}/new/out`);
    expect(await filesOf(`${folder}/new`)).toEqual({
      [`out-${midnight}-${one}-00000-of-00001.txt`]: "0\n59\n",
      [`out-${one}-${two}-00000-of-00001.txt`]: "60\n",
    });
    expect(names).toEqual([
      `${folder}/new/out-${midnight}-${one}-00000-of-00001.txt`,
      `${folder}/new/out-${one}-${two}-00000-of-00001.txt`,
    ]);
  });

  it("writes as many files for each window as it is told, also empty ones", async () => {
    const folder = await newFolder();
    await write(`${folder}/out`, { lines: ["0", "1", "2", "3", "60"], options: { shards: 2 } });
    const files = await filesOf(folder);
    expect(Object.keys(files).sort()).toEqual([
      `out-${midnight}-${one}-00000-of-00002.txt`,
      `out-${midnight}-${one}-00001-of-00002.txt`,
      `out-${one}-${two}-00000-of-00002.txt`,
      `out-${one}-${two}-00001-of-00002.txt`,
    ]);
    expect(Object.values(files).join("").trim().split(/\n+/).sort()).toEqual(["0", "1", "2", "3", "60"]);
  });

  it("writes an element to the files of all of its windows", async () => {
    const folder = await newFolder();
    await write(`${folder}/out`, { lines: ["70"], windowFn: slidingWindows(hours(2), { period: hours(1) }) });
    expect(Object.values(await filesOf(folder))).toEqual(["70\n", "70\n"]);
  });

  it("merges windows before", async () => {
    const folder = await newFolder();
    await write(`${folder}/out`, { lines: ["0", "40", "10", "5"], windowFn: sessions(minutes(10)) });
    const files = await filesOf(folder);
    const [session, last] = [
      `out-${midnight}-2026-01-01T00-20-00Z-00000-of-00001.txt`,
      "out-2026-01-01T00-40-00Z-2026-01-01T00-50-00Z-00000-of-00001.txt",
    ];
    expect(Object.keys(files).sort()).toEqual([session, last]);
    expect(files[session]?.split("\n").sort()).toEqual(["", "0", "10", "5"]);
    expect(files[last]).toBe("40\n");
  });

  it("writes a head and a foot to each file, and compresses it", async () => {
    const folder = await newFolder();
    const names = await write(`${folder}/out`, { options: { header: "h", footer: "f", suffix: ".gz" } });
    const texts = await Promise.all(names.map(async (name) => gunzipSync(await readFile(name)).toString()));
    expect(texts).toEqual(["h\n0\n59\nf\n", "h\n60\nf\n"]);
  });

  it("writes no file for no lines", async () => {
    const folder = await newFolder();
    expect(await write(`${folder}/out`, { lines: [] })).toEqual([]);
    expect(await filesOf(folder)).toEqual({});
  });

  it("names files as it is told", async () => {
    const folder = await newFolder();
    const windowName: WriteTextOptions["windowName"] = ({ maxTimestamp }) =>
      new Date(maxTimestamp).toISOString().slice(0, 7);
    const options = { template: "{window}.{prefix}{suffix}", windowName };
    await write(`${folder}/out`, { windowFn: calendarMonths(1), options });
    expect(await filesOf(folder)).toEqual({ "2026-01.out.txt": "0\n59\n60\n" });
  });

  it("writes all to one set of files where they are windowed globally before", async () => {
    const folder = await newFolder();
    await write(`${folder}/out`, { windowFn: globalWindows() });
    expect(await filesOf(folder)).toEqual({ "out-00000-of-00001.txt": "0\n59\n60\n" });
  });
});

describe("writeText of elements with windows over an earlier output", () => {
  it("replaces all files of the windows that it writes, and no others", async () => {
    const folder = await newFolder();
    await write(`${folder}/out`, { lines: ["0", "60"], options: { shards: 2 } });
    await writeFile(`${folder}/out-old-00000-of-00001.txt`, "not of a window of this run");
    await write(`${folder}/out`, { lines: ["61"] });
    expect(await filesOf(folder)).toEqual({
      [`out-${midnight}-${one}-00000-of-00002.txt`]: "0\n",
      [`out-${midnight}-${one}-00001-of-00002.txt`]: "",
      [`out-${one}-${two}-00000-of-00001.txt`]: "61\n",
      "out-old-00000-of-00001.txt": "not of a window of this run",
    });
  });

  it("leaves all of it as it was when the run fails", async () => {
    const folder = await newFolder();
    await write(`${folder}/out`);
    const before = await filesOf(folder);
    const p = newPipeline();
    const windowed = timed(p, ["0", "60"]).window(fixedWindows(hours(1)));
    const names = windowed.apply(writeText(`${folder}/out`));
    names.map(() => {
      throw new Error("too late to change the output");
    });
    windowed
      .keyBy(() => 1)
      .groupByKey()
      .map(() => {
        throw new Error("fails");
      });
    await expect(p.run()).rejects.toThrow(/fails|too late/);
    expect(Object.keys(await filesOf(folder))).toEqual(Object.keys(before));
  });
});

describe("the names of windows", () => {
  const perLine = customWindows({
    name: "lines",
    assign: (timestamp, line: string) => ({ maxTimestamp: timestamp, line }),
  });

  it("are those that a function gives to windows of the user's own", async () => {
    const folder = await newFolder();
    const p = newPipeline();
    timed(p, ["0", "60"])
      .window(perLine)
      .apply(writeText(`${folder}/out`, { windowName: (window) => `line ${(window as { line?: string }).line}` }));
    await p.run();
    expect(Object.keys(await filesOf(folder)).sort()).toEqual([
      "out-line 0-00000-of-00001.txt",
      "out-line 60-00000-of-00001.txt",
    ]);
  });

  it("must differ, and nothing is left where they don't", async () => {
    const folder = await newFolder();
    const writing = write(`${folder}/out`, { options: { windowName: () => "same" } });
    await expect(writing).rejects.toSatisfy(causeWithCode("PURLIN_OUTPUT_WINDOW_NAME", /Files of several windows/));
    expect(await filesOf(folder)).toEqual({});
  });

  it.each(["", "a/b", "{shard}", "a\nb", 7])("can't be %j", async (name) => {
    const folder = await newFolder();
    const writing = write(`${folder}/out`, { options: { windowName: () => name as string } });
    await expect(writing).rejects.toSatisfy(causeWithCode("PURLIN_OUTPUT_WINDOW_NAME", /must return a part/));
    expect(await filesOf(folder)).toEqual({});
  });

  it("that a function fails to give are an error of the step that writes", async () => {
    const windowName = () => {
      throw new Error("no name");
    };
    const writing = write(`${await newFolder()}/out`, { options: { windowName } });
    await expect(writing).rejects.toSatisfy(
      (error) => error instanceof UserFunctionError && error.step === "WriteText/WriteWindows",
    );
  });

  it.each<{ name: string; windowFn: WindowFn<Window, string>; options: WriteTextOptions; message: RegExp }>([
    {
      name: "no place",
      windowFn: fixedWindows(hours(1)),
      options: { template: "{shard}" },
      message: /don't tell of which/,
    },
    {
      name: "nothing to say",
      windowFn: globalWindows(),
      options: { template: "{window}{shard}" },
      message: /says nothing/,
    },
    { name: "no text", windowFn: perLine, options: {}, message: /windows that are no intervals/ },
  ])("are refused when the pipeline is built where they have $name", ({ windowFn, options, message }) => {
    const lines = timed(newPipeline(), []).window(windowFn);
    expect(() => lines.apply(writeText("out/x", options))).toThrow(message);
  });
});
