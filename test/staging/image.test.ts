import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeContainer } from "../../.ci/container.ts";
import { buildInFolder, readDockerfile, type EntryPoint } from "../../.ci/dockerfile.ts";
import { readManifest } from "../../.ci/package.ts";
import { stageProgram, type StagedProgram } from "../../sdk/staging/stage-program.ts";
import { buildDefinition, stageRequest } from "./evaluate.ts";
import { FakeJob, urlArtifacts } from "./fake-job.ts";

const manifest = readManifest();
let folder = "";
let context = "";
let shout: StagedProgram;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "purlin-image-"));
  context = path.join(folder, "container");
  await writeContainer(context);
  shout = await stageProgram(await stageRequest("shout", await buildDefinition("shout")));
});
afterAll(async () => {
  await shout.remove();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function texts(name: string): string[] {
  const instructions = readDockerfile(readFileSync(path.join(context, "Dockerfile"), "utf8"));
  return instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

function image(): EntryPoint {
  return buildInFolder(context, mkdtempSync(path.join(folder, "root-")));
}

describe("the image of workers", () => {
  it("is made from the version of Node that all tests run on, unless it is told another", () => {
    expect(texts("FROM")).toEqual(["${NODE_IMAGE}"]);
    expect(texts("ARG")).toEqual([`NODE_IMAGE=node:${manifest.devDependencies.node ?? ""}-slim`]);
  });

  it("copies all that its folder holds besides the Dockerfile, and nothing else", () => {
    const copied = texts("COPY").flatMap((text) => text.split(" ").slice(0, -1));
    expect([...copied, "Dockerfile"].sort()).toEqual(readdirSync(context).sort());
  });

  it("runs nothing and fetches nothing while it is built", () => {
    expect(["RUN", "ADD", "VOLUME", "EXPOSE", "CMD"].flatMap(texts)).toEqual([]);
  });

  it("starts without a shell, so that signals reach the boot program", () => {
    const [entryPoint = ""] = texts("ENTRYPOINT");
    expect(JSON.parse(entryPoint)).toEqual(["node", `${texts("WORKDIR")[0] ?? ""}/boot.mjs`]);
  });

  it("starts workers from its own files alone, with an environment of its own", async () => {
    const job = await FakeJob.start({ artifacts: urlArtifacts(shout.artifacts) });
    ends.push(() => job.close());
    const { command, env, cwd } = image();
    const [program = "", ...args] = command;
    const flags = ["--id=sdk-0-0", `--provision_endpoint=${job.address}`, `--semi_persist_dir=${folder}/persisted`];
    const child = spawn(program, [...args, ...flags], { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    ends.push(() => child.kill("SIGKILL"));
    await job.untilAnswered(1);
    expect([...job.answers.keys()]).toEqual(["sdk-0-0"]);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends with an error and its reason where it is started without the flags of a runner", () => {
    const { command, env, cwd } = image();
    const [program = "", ...args] = command;
    const { status, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain("The boot program needs the worker's id.");
  });

  it("is small: what is added to Node is one file of less than 2 MB", () => {
    expect(readFileSync(path.join(context, "boot.mjs")).length).toBeLessThan(2_000_000);
  });
});
