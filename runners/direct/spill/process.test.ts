// What is left of the files of a process, however it ends.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const sdk = pathToFileURL(join(import.meta.dirname, "../../../sdk/index.ts")).href;

/** Emits pairs until it is ended or told to stop, and spills all of them. */
const program = `
  import { doFn, Pipeline } from ${JSON.stringify(sdk)};
  const [, , tempFolder, count] = process.argv;
  const p = Pipeline.create({ quiet: true, engineOptions: { direct: { memoryMegabytes: 0.5, tempFolder } } });
  p.create([Number(count)])
    .flatMap(function* (until) {
      for (let i = 0; i < until; i++) {
        if (i === 20_000) console.log("begun");
        yield [i % 1_000, "x".repeat(100)];
      }
    })
    .groupByKey()
    .map(([, values]) => {
      let count = 0;
      for (const value of values) count += value.length;
      console.log("group");
      return count;
    });
  await p.run();
  console.log("done");
`;

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "purlin-spill-test-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

/** Starts it, and waits until it has spilled. */
async function start(count: number): Promise<{ readonly ended: Promise<unknown>; readonly process: ChildProcess }> {
  child = spawn(process.execPath, ["--input-type=module", "-", folder, String(count)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  child.stdin?.end(program);
  let output = "";
  child.stdout?.on("data", (data: Buffer) => {
    output += data.toString();
  });
  while (!output.includes("begun")) {
    if (child.exitCode !== null) throw new Error(`It has ended: ${output}`);
    await once(child.stdout ?? child, "data");
  }
  return { ended, process: child };
}

// A busy machine takes long to start a process.
describe.runIf(process.platform === "linux")("files of what outgrows memory", { timeout: 60_000 }, () => {
  it.each(["SIGKILL", "SIGINT"] as const)("are gone after %s", async (signal) => {
    const { ended, process: running } = await start(1e9);
    const pid = String(running.pid);
    const descriptors = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(descriptors.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")));
    expect(links.filter((link) => link.startsWith(folder) && link.endsWith(".spill (deleted)"))).not.toEqual([]);
    running.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("are gone after success", async () => {
    const { ended } = await start(30_000);
    expect(await ended).toEqual([0, null]);
    expect(await readdir(folder)).toEqual([]);
  });
});
