import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { JsonObject } from "@bufbuild/protobuf";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { InstructionResponse } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { bundleBoot, type BootProgram } from "../../sdk/staging/bundle-boot.ts";
import { stageProgram, type StagedProgram } from "../../sdk/staging/stage-program.ts";
import { FakeRunner } from "../harness/fake-runner.ts";
import { decodeElements, encodeElements, inGlobalWindow, remoteStage } from "../harness/remote-stage.ts";
import { startBoot, processesWith, type Booted } from "./booted.ts";
import { buildDefinition, stageRequest } from "./evaluate.ts";
import { FakeJob, urlArtifacts } from "./fake-job.ts";

// Source: the boot programs of Beam's Go, Java and Python SDKs, which Dataflow starts workers by.

/** An address of nobody: what is asked there fails. */
const nobody = "127.0.0.1:1";

let boot: BootProgram;
let shout: StagedProgram;
let persisted = "";
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  boot = await bundleBoot();
  shout = await stageProgram(await stageRequest("shout", await buildDefinition("shout")));
  persisted = mkdtempSync(path.join(tmpdir(), "purlin-contract-"));
});
afterAll(async () => {
  await shout.remove();
  rmSync(persisted, { recursive: true });
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A runner of Dataflow's kind: its files lie in Cloud Storage, and it serves them itself. */
async function startJob(artifacts = urlArtifacts(shout.artifacts)): Promise<FakeJob> {
  const job = await FakeJob.start({ artifacts });
  ends.push(() => job.close());
  return job;
}

async function startRunner(): Promise<FakeRunner> {
  const runner = await FakeRunner.start();
  ends.push(() => runner.close());
  return runner;
}

/** The flags that Dataflow gives, in its order. */
interface Flags {
  readonly provision: string;
  readonly control?: string;
  readonly artifact?: string;
  readonly logging?: string;
  readonly persisted?: string;
}

function flagsOf({ provision, control = nobody, artifact = nobody, logging = nobody, ...rest }: Flags) {
  return [
    ["--id", "sdk-0-0"],
    ["--logging_endpoint", logging],
    ["--artifact_endpoint", artifact],
    ["--provision_endpoint", provision],
    ["--control_endpoint", control],
    ["--semi_persist_dir", rest.persisted ?? persisted],
  ] as const;
}

function start(flags: Flags, write = withEquals, env: Readonly<Record<string, string>> = {}): Booted {
  const args = flagsOf(flags).flatMap(([flag, value]) => write(flag, value));
  const booted = startBoot(boot.launcher, args, env);
  ends.push(() => booted.child.kill("SIGKILL"));
  return booted;
}

function withEquals(flag: string, value: string): string[] {
  return [`${flag}=${value}`];
}

async function end({ child, end: ended }: Booted): Promise<void> {
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0 });
}

/** A program that was started, and what its worker has answered to a bundle. */
interface Working {
  readonly booted: Booted;
  readonly answer: InstructionResponse;
}

/** Starts the program of a job whose work is at a runner's, and has it process a bundle. */
async function startAt(runner: FakeRunner, job: FakeJob): Promise<Working> {
  const stage = await remoteStage(await buildDefinition("shout"), "Shout", runner.address);
  runner.descriptors.set("Shout", stage.descriptor);
  job.controlEndpoint = runner.address;
  const booted = start({ provision: job.address });
  const answering = runner.process("Shout", "b1");
  const [source = "", sink = ""] = [...stage.sources, ...stage.sinks];
  await runner.send("b1", source, encodeElements(stage.coder(source), [inGlobalWindow("hi")]), true);
  const answer = await answering;
  expect(answer.error).toBe("");
  await runner.untilOutput(() => runner.output("b1", sink).isLast);
  const [out] = decodeElements(stage.coder(sink), runner.output("b1", sink).chunks);
  expect(out?.value).toMatch(/^HI!!/);
  return { booted, answer };
}

describe("the boot program, started as Dataflow does", () => {
  it.each([
    { name: "--flag=value", write: withEquals },
    { name: "--flag value", write: (flag: string, value: string) => [flag, value] },
    { name: "--flag='value'", write: (flag: string, value: string) => [`${flag}='${value}'`] },
  ])("goes by the addresses that provisioning gives, not by those of its flags ($name)", async ({ write }) => {
    const [job, runner] = [await startJob(), await startRunner()];
    job.info = { loggingEndpoint: { url: runner.address } };
    const booted = start({ provision: job.address }, write);
    await job.untilAnswered(1);
    expect([...job.answers.keys()]).toEqual(["sdk-0-0"]);
    expect(job.asked.map(({ typeUrn }) => typeUrn)).toEqual(shout.artifacts.map(() => urns.artifactTypes.url));
    await expect.poll(() => runner.workerIds.get("logging")).toBe("sdk-0-0");
    await end(booted);
  });

  it("goes by its flags where provisioning says nothing", async () => {
    const [job, runner] = [await startJob(), await startRunner()];
    job.info = { controlEndpoint: { url: "" }, artifactEndpoint: { url: "" } };
    const { address } = job;
    const booted = start({ provision: address, control: address, artifact: address, logging: runner.address });
    await job.untilAnswered(1);
    await expect.poll(() => runner.workerIds.get("logging")).toBe("sdk-0-0");
    await end(booted);
  });

  it("starts a worker for its own id and for each sibling, once", async () => {
    const job = await startJob();
    job.siblings = ["sdk-0-1", "sdk-0-2", "sdk-0-0"];
    const booted = start({ provision: job.address });
    await job.untilAnswered(3);
    expect([...job.answers.keys()].sort()).toEqual(["sdk-0-0", "sdk-0-1", "sdk-0-2"]);
    expect(processesWith(path.join(persisted, "purlin-worker-"))).toHaveLength(3);
    await end(booted);
  });

  it("gives the runner the worker's status page where it asks for it", async () => {
    const [job, runner] = [await startJob(), await startRunner()];
    job.info = { statusEndpoint: { url: runner.address } };
    const { booted } = await startAt(runner, job);
    expect(await runner.statusPage()).toContain("sdk-0-0");
    await end(booted);
  });

  it("opens no status page where the runner gives no address for it", async () => {
    const [job, runner] = [await startJob(), await startRunner()];
    const { booted } = await startAt(runner, job);
    await end(booted);
    expect(runner.workerIds.has("workerStatus")).toBe(false);
  });

  it.each([
    { name: "nothing", capabilities: [], isEmbedded: false },
    { name: "embedding", capabilities: [urns.runnerCapabilities.controlResponseElementsEmbedding], isEmbedded: true },
  ])("tells the worker what the runner can do: $name", async ({ capabilities, isEmbedded }) => {
    const [job, runner] = [await startJob(), await startRunner()];
    job.info = { runnerCapabilities: capabilities };
    const { booted, answer } = await startAt(runner, job);
    expect(answer.response.case === "processBundle" && answer.response.value.elements !== undefined).toBe(isEmbedded);
    await end(booted);
  });

  it.each([
    { name: "none", pipelineOptions: {} },
    {
      name: "nested, as Dataflow's",
      pipelineOptions: { options: { experiments: ["a"], numWorkers: 1 }, display_data: [] },
    },
    { name: "by URN", pipelineOptions: { "beam:option:experiments:v1": ["a"], "beam:option:parallelism:v1": "1" } },
    { name: "of an SDK's own", pipelineOptions: { "beam:option:go_options:v1": { options: { experiments: ["a"] } } } },
  ] satisfies { name: string; pipelineOptions: JsonObject }[])(
    "takes options of any shape: $name",
    async ({ pipelineOptions }) => {
      const job = await startJob();
      job.info = { pipelineOptions, metadata: { job_id: "2026-11-21_1", job_name: "shout" } };
      const booted = start({ provision: job.address });
      await job.untilAnswered(1);
      await end(booted);
    },
  );

  it("works from a folder on a volume that forbids execution", async ({ skip }) => {
    const folder = mkdtempSync(path.join(tmpdir(), "purlin-noexec-"));
    ends.push(() => rmSync(folder, { recursive: true }));
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "noexec,size=64m", "tmpfs", folder]);
    if (mounted.status !== 0) return skip("run as root, with the right to mount a tmpfs");
    ends.push(() => spawnSync("umount", [folder]));
    const job = await startJob();
    const booted = start({ provision: job.address, persisted: folder });
    await job.untilAnswered(1);
    expect(readdirSync(folder)).toHaveLength(1);
    await end(booted);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes on in the folder for temporary files where it can't write to the runner's, and says so", async () => {
    const job = await startJob();
    const booted = start({ provision: job.address, persisted: "/dev/null/persisted" });
    await job.untilAnswered(1);
    booted.child.kill("SIGTERM");
    const { code, stderr } = await booted.end;
    expect(code).toBe(0);
    expect(stderr).toContain("The worker's files can't lie in /dev/null/persisted");
  });
});

describe("a boot program of Dataflow's that can't begin", () => {
  const otherHash = "0".repeat(64);

  it.each([
    { name: "other contents", announce: (sha256: string) => sha256, tampers: true },
    { name: "another hash announced", announce: () => otherHash, tampers: false },
    { name: "other contents, and their hash announced", announce: () => otherHash, tampers: true },
  ])("ends with an error, in the runner's log too, for a file with $name", async ({ announce, tampers }) => {
    const [job, runner] = [await startJob(urlArtifacts(shout.artifacts, announce)), await startRunner()];
    if (tampers) job.tamper = (contents) => Buffer.concat([contents, Buffer.from(" ")]);
    job.info = {
      loggingEndpoint: { url: runner.address },
      // Of a program that is identified by its hash, nobody wants another.
      pipelineOptions: { options: { experiments: ["disable_staged_file_integrity_checks"] } },
    };
    const { code, stderr } = await start({ provision: job.address }).end;
    expect(code).toBe(1);
    const why =
      /PURLIN_WRONG_ARTIFACT(.|\n)*sha256 staged +[0-9a-f]{64}\n +sha256 announced +[0-9a-f]{64}\n +sha256 given/;
    for (const text of [stderr, job.answers.get("sdk-0-0"), runner.logEntries.at(-1)?.message])
      expect(text).toMatch(why);
    expect(readdirSync(persisted)).toEqual([]);
  });

  it("takes an announced hash in capitals for the same", async () => {
    const job = await startJob(urlArtifacts(shout.artifacts, (sha256) => sha256.toUpperCase()));
    const booted = start({ provision: job.address });
    await job.untilAnswered(1);
    await end(booted);
  });

  it("says in the log where its flags send it that there is no provisioning", async () => {
    const runner = await startRunner();
    const { code, stderr } = await start({ provision: nobody, logging: runner.address }).end;
    expect(code).toBe(1);
    for (const text of [stderr, runner.logEntries.at(-1)?.message]) expect(text).toContain("GetProvisionInfo failed");
  });

  it.each([
    { name: "no files", retrievalToken: "__no_artifacts_staged__", mentionsToken: false },
    { name: "files by an older protocol", retrievalToken: "token", mentionsToken: true },
  ])("says what is missing for a runner that has $name", async ({ retrievalToken, mentionsToken }) => {
    const job = await startJob([]);
    job.info = { retrievalToken };
    const { code, stderr } = await start({ provision: job.address }).end;
    expect(code).toBe(1);
    expect(stderr).toContain("no program for the worker");
    expect(stderr.includes("retrieval token")).toBe(mentionsToken);
  });

  it("puts into the runner's log what a worker has printed last", async () => {
    const dies = await stageProgram(await stageRequest("dies", await buildDefinition("dies")));
    ends.push(() => dies.remove());
    const [job, runner] = [await startJob(urlArtifacts(dies.artifacts)), await startRunner()];
    job.info = { loggingEndpoint: { url: runner.address } };
    const booted = start({ provision: job.address }, undefined, { PURLIN_TEST_DIES: "1" });
    const { code } = await booted.end;
    expect(code).toBe(1);
    expect(runner.logEntries.at(-1)?.message).toMatch(
      /ended before its work did\.\n +exit code +1\n +last words +(.|\n)*the licence server is not reachable/,
    );
  });
});
