import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundleBoot, type BootProgram } from "../../sdk/staging/bundle-boot.ts";
import { lastWordsVariable, readLastWords } from "../../sdk/staging/last-words.ts";
import { jobFileName, readJobFacts, writeJobFacts } from "../../sdk/staging/job-file.ts";
import { artifactsOf, stagedFile, type StagedFile } from "../../sdk/staging/staged-file.ts";
import { stageProgram, type StagedProgram } from "../../sdk/staging/stage-program.ts";
import { FakeRunner } from "../harness/fake-runner.ts";
import { decodeElements, encodeElements, inGlobalWindow, remoteStage } from "../harness/remote-stage.ts";
import { processesWith, startBoot as start, type Booted } from "./booted.ts";
import { buildDefinition, stageRequest } from "./evaluate.ts";
import { FakeJob } from "./fake-job.ts";

let boot: BootProgram;
let shout: StagedProgram;
let persisted = "";
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  boot = await bundleBoot();
  shout = await stageProgram(await stageRequest("shout", await buildDefinition("shout")));
  persisted = mkdtempSync(path.join(tmpdir(), "purlin-boot-"));
});
afterAll(async () => {
  await shout.remove();
  rmSync(persisted, { recursive: true });
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function startBoot(args: readonly string[], env: Readonly<Record<string, string>> = {}): Booted {
  const booted = start(boot.launcher, args, env);
  ends.push(() => booted.child.kill("SIGKILL"));
  return booted;
}

function bootFor(job: FakeJob, id = "worker-1"): Booted {
  return startBoot([`--id=${id}`, `--provision_endpoint=${job.address}`, `--semi_persist_dir=${persisted}`]);
}

async function startJob(program: Pick<StagedProgram, "artifacts"> = shout): Promise<FakeJob> {
  const job = await FakeJob.start(program);
  ends.push(() => job.close());
  return job;
}

/** The processes that evaluate a program here: workers, whoever started them. */
const workers = (): string[] => processesWith(path.join(persisted, "purlin-worker-"));

/** Returns a program's files, of which the job's facts tell of another graph than the program builds. */
async function otherGraph({ files }: StagedProgram): Promise<StagedFile[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-other-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const own = files.find(({ name }) => name === jobFileName)!;
  const facts = readJobFacts(await readFile(own.path, "utf8"));
  const fingerprint = { sha256: "other", lines: ["Elsewhere: beam:transform:impulse:v1"] };
  const changed = path.join(folder, jobFileName);
  await writeFile(changed, writeJobFacts({ ...facts, fingerprint }));
  return [...files.filter((file) => file !== own), await stagedFile(changed)];
}

describe("the boot program", () => {
  it("starts a worker that runs the program's functions, and ends when the runner ends it", async () => {
    const runner = await FakeRunner.start();
    ends.push(() => runner.close());
    const pipeline = await buildDefinition("shout");
    const stage = await remoteStage(pipeline, "Shout", runner.address);
    runner.descriptors.set("Shout", stage.descriptor);
    const job = await startJob();
    job.controlEndpoint = runner.address;
    const { end } = bootFor(job);
    const answer = runner.process("Shout", "b1");
    const [source = "", sink = ""] = [...stage.sources, ...stage.sinks];
    await runner.send("b1", source, encodeElements(stage.coder(source), [inGlobalWindow("hi")]), true);
    expect((await answer).error).toBe("");
    await runner.untilOutput(() => runner.output("b1", sink).isLast);
    const [out] = decodeElements(stage.coder(sink), runner.output("b1", sink).chunks);
    // The value is the one that was computed when the program was staged, not now.
    expect(out?.value).toMatch(/^HI!! 0\.\d+$/);
    await runner.endControl();
    expect(await end).toEqual({ code: 0, stderr: "" });
    expect(readdirSync(persisted)).toEqual([]);
  });

  it("starts all workers that the runner wants of it", async () => {
    const job = await startJob();
    job.siblings = ["worker-2", "worker-3"];
    const { child, end } = bootFor(job);
    await job.untilAnswered(3);
    expect([...job.answers.keys()].sort()).toEqual(["worker-1", "worker-2", "worker-3"]);
    expect(workers()).toHaveLength(3);
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: 0, stderr: "" });
    expect(workers()).toEqual([]);
  });

  it("takes its workers along when it is killed", async () => {
    const job = await startJob();
    const { child, end } = bootFor(job);
    await job.untilAnswered(1);
    child.kill("SIGKILL");
    await end;
    await expect.poll(workers).toEqual([]);
    expect(readdirSync(persisted)).toEqual([]);
  });

  it("takes a worker along that is printing when it is killed", async () => {
    const chatters = await stageProgram(await stageRequest("chatters", await buildDefinition("chatters")));
    ends.push(() => chatters.remove());
    const job = await startJob(chatters);
    const args = ["--id=w", `--provision_endpoint=${job.address}`, `--semi_persist_dir=${persisted}`];
    const { child } = startBoot(args, { PURLIN_TEST_CHATTERS: "1" });
    await job.untilAnswered(1);
    child.kill("SIGKILL");
    await expect.poll(workers).toEqual([]);
    expect(readdirSync(persisted)).toEqual([]);
  });

  it("fails when a worker of it is killed, and ends the others", async () => {
    const job = await startJob();
    job.siblings = ["worker-2"];
    const { end } = bootFor(job);
    await job.untilAnswered(2);
    process.kill(Number(workers()[0]), "SIGKILL");
    const { code, stderr } = await end;
    expect(code).toBe(1);
    expect(stderr).toMatch(/The worker worker-[12] ended before its work did\.\n +signal +SIGKILL\n.*out of memory/);
    expect(workers()).toEqual([]);
  });

  it("puts into the runner's log why a worker has ended, and where it was told to", async () => {
    const runner = await FakeRunner.start();
    ends.push(() => runner.close());
    const job = await startJob();
    const lastWords = mkdtempSync(path.join(tmpdir(), "purlin-last-words-"));
    ends.push(() => rmSync(lastWords, { recursive: true }));
    const args = [`--provision_endpoint=${job.address}`, `--semi_persist_dir=${persisted}`];
    const { end } = startBoot(["--id=w", `--logging_endpoint=${runner.address}`, ...args], {
      [lastWordsVariable]: lastWords,
    });
    await job.untilAnswered(1);
    process.kill(Number(workers()[0]), "SIGKILL");
    await end;
    const why = /The worker w ended before its work did\./;
    expect(runner.logEntries.at(-1)?.message).toMatch(why);
    await expect(readLastWords(lastWords)).resolves.toMatch(why);
  });

  it("ends its workers when the runner is gone", async () => {
    const job = await startJob();
    const { end } = bootFor(job);
    await job.untilAnswered(1);
    job.close();
    expect((await end).code).toBe(0);
    expect(workers()).toEqual([]);
  });

  it("understands an id in quotes, as Prism gives it", async () => {
    const job = await startJob();
    const { child, end } = bootFor(job, "'worker of a job'");
    await job.untilAnswered(1);
    expect([...job.answers.keys()]).toEqual(["worker of a job"]);
    child.kill("SIGTERM");
    await end;
  });

  it("refuses a file that is not the one that was staged, and tells the runner why", async () => {
    const job = await startJob();
    job.tamper = (contents, file) =>
      file.endsWith("program.mjs") ? Buffer.concat([contents, Buffer.from(" ")]) : contents;
    const { code, stderr } = await bootFor(job).end;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /WrongArtifactError \[PURLIN_WRONG_ARTIFACT\](.|\n)*"program\.mjs"(.|\n)*sha256 staged +[0-9a-f]{64}/,
    );
    expect(job.answers.get("worker-1")).toContain("PURLIN_WRONG_ARTIFACT");
    expect(readdirSync(persisted)).toEqual([]);
  });

  it("tells the runner when the program builds another pipeline on the worker, and shows both", async () => {
    const job = await startJob({ artifacts: artifactsOf(await otherGraph(shout)) });
    const { code, stderr } = await bootFor(job).end;
    expect(code).toBe(1);
    for (const text of [stderr, job.answers.get("worker-1")]) {
      expect(text).toMatch(
        /PURLIN_GRAPH_MISMATCH(.|\n)*on the worker worker-1(.|\n)*submitted +Elsewhere: beam(.|\n)*evaluated +Create: /,
      );
    }
  });

  it.each([
    { name: "no id", args: ["--provision_endpoint=localhost:1"], says: "needs the worker's id" },
    { name: "no provisioning", args: ["--id=1"], says: "needs the address of its runner's provisioning" },
    { name: "what it doesn't know", args: ["--id=1", "--other=2"], says: "--semi_persist_dir" },
    {
      name: "the address of nobody",
      args: ["--id=1", "--provision_endpoint=127.0.0.1:1"],
      says: "ProvisionService.GetProvisionInfo failed",
    },
  ])("ends with an error when it is given $name", async ({ args, says }) => {
    const { code, stderr } = await startBoot(args).end;
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("    at ");
  });

  it("ends with an error when the job has no program", async () => {
    const job = await startJob({ artifacts: [] });
    const { code, stderr } = await bootFor(job).end;
    expect(code).toBe(1);
    expect(stderr).toContain("no program for the worker");
  });
});
