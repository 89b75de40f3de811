import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DataflowJob } from "../../runners/dataflow/following/dataflow-job.ts";
import type { DataflowOptions } from "../../sdk/options/dataflow-options.ts";
import type { Job } from "../../sdk/pipeline/result.ts";
import { tempFolders } from "../io/temp-folder.ts";
import { startDataflowDouble, type DataflowDouble } from "../services/dataflow/dataflow-double.ts";
import { runsForever, scriptedExecutor, succeeds, type Script } from "../services/dataflow/scripted-executor.ts";
import { startPlainStorage, type PlainStorage } from "../services/plain-storage.ts";
import check from "../staging/programs/check.ts";

const tempFolder = tempFolders();
let storage: PlainStorage;
let double: DataflowDouble;
let script: Script;
let incompatibility: string | undefined;

beforeEach(async () => {
  script = succeeds;
  incompatibility = undefined;
  storage = await startPlainStorage("my-bucket");
  vi.stubEnv("STORAGE_EMULATOR_HOST", storage.endpoint);
  const executor = scriptedExecutor({ script: () => script, incompatibility: () => incompatibility });
  double = await startDataflowDouble({ executor, isShaky: false, projects: ["my-project"] });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await double.close();
  await storage.close();
});

interface MoreOptions {
  readonly metricsOut?: string;
}

async function start(dataflow: DataflowOptions = {}, more: MoreOptions = {}): Promise<Job> {
  const p = await check.build({
    runner: "dataflow",
    quiet: true,
    jobName: "count-words",
    dataflow: {
      project: "my-project",
      region: "europe-west1",
      tempLocation: "gs://my-bucket/temp",
      sdkContainerImage: "europe-docker.pkg.dev/my-project/images/purlin:1",
      dataflowEndpoint: double.endpoint,
      ...dataflow,
    },
    ...more,
  });
  return p.start();
}

async function startFollowed(dataflow: DataflowOptions = {}): Promise<DataflowJob> {
  const job = await start(dataflow);
  if (job instanceof DataflowJob) return job;
  throw new Error("It is no job of Dataflow.");
}

async function told(dataflow: DataflowOptions = {}): Promise<Error & { readonly facts?: Record<string, string> }> {
  const thrown: unknown = await start(dataflow).catch((error: unknown) => error);
  if (thrown instanceof Error) return thrown;
  throw new Error("It is to be refused.");
}

const asked = (): (string | undefined)[] => double.requests.map(({ method }) => method);
const uploads = (): number => storage.calls.filter(({ method }) => method !== "GET").length;

describe("the dataflow runner", () => {
  it("stages the program, submits its job and follows it", async () => {
    const metricsOut = path.join(await tempFolder(), "metrics.json");
    const job = await start({}, { metricsOut });
    expect(await job.waitUntilFinish()).toMatchObject({ state: "done" });
    const { options } = double.jobs[0]?.job.environment?.sdkPipelineOptions as { options: { pipelineUrl: string } };
    expect(storage.objects.has(options.pipelineUrl.slice("gs://".length))).toBe(true);
    const packages = double.jobs[0]?.job.environment?.workerPools?.[0]?.packages ?? [];
    for (const { location } of packages) {
      expect(storage.objects.has((location ?? "").slice("gs://".length))).toBe(true);
    }
    expect(JSON.parse(await readFile(metricsOut, "utf8"))).toMatchObject({ runner: "dataflow", state: "done" });
  });

  it("stages of a program that was staged before only what is the next job's own", async () => {
    await (await start()).waitUntilFinish();
    const before = uploads();
    await (await start()).waitUntilFinish();
    // What is new is the job's own: the value that it has computed, and the pipeline that names it.
    expect(before).toBeGreaterThan(uploads() - before);
  });

  it("leaves the job at once where that is asked for", async () => {
    script = runsForever;
    const job = await start({ detach: true });
    expect(await job.waitUntilFinish()).toMatchObject({ state: "running" });
    expect(double.jobs[0]?.isActive).toBe(true);
  });

  it("asks nobody for a dry run", async () => {
    const dryRun = await tempFolder();
    const job = await start({ dryRun });
    expect(await job.waitUntilFinish()).toMatchObject({ state: "done" });
    expect([asked(), storage.calls]).toEqual([[], []]);
    expect(JSON.parse(await readFile(path.join(dryRun, "job.json"), "utf8"))).toMatchObject({ name: "count-words" });
  });

  it("writes a template that could be submitted, and submits nothing", async () => {
    const templateLocation = "gs://my-bucket/templates/count-words";
    const job = await start({ templateLocation });
    expect(job.state).toBe("done");
    const template: unknown = JSON.parse(
      storage.objects.get("my-bucket/templates/count-words")?.bytes.toString() ?? "",
    );
    expect(template).toMatchObject({ name: "count-words", type: "JOB_TYPE_BATCH" });
    expect([asked(), double.jobs]).toEqual([[], []]);
    expect(uploads()).toBeGreaterThan(1);
  });
});

describe("a submission that is refused", () => {
  it("uploads nothing where a job of its name runs", async () => {
    script = runsForever;
    const running = await startFollowed();
    const before = uploads();
    const error = await told();
    expect(error.message).toContain('A job "count-words" is running on Dataflow already');
    expect(error.facts).toMatchObject({ job: running.id });
    expect([uploads(), double.jobs.length]).toEqual([before, 1]);
    running.detach();
  });

  it("uploads nothing where the project is another's", async () => {
    const error = await told({ project: "other-project" });
    expect(error.message).toContain('Whoever asks may not look for a running job "count-words"');
    expect(error.message).toMatch(/project +other-project/);
    expect(uploads()).toBe(0);
  });

  it("submits nothing where the bucket is not there", async () => {
    const error = await told({ tempLocation: "gs://no-such-bucket/temp" });
    expect(error.message).toContain("there is no such bucket");
    expect(asked()).toEqual(["list"]);
  });

  it.each([
    { status: 400, says: 'Dataflow refuses to submit the job "count-words"' },
    { status: 403, says: 'Whoever asks may not submit the job "count-words"' },
  ])("names the files that it leaves behind: $status", async ({ status, says }) => {
    double.failNext({ method: "create", status });
    const error = await told();
    expect(error.message).toContain(says);
    const left = (error.facts?.["staged, and left there"] ?? "").split("\n");
    expect(new Set(left)).toEqual(new Set([...storage.objects.keys()].map((key) => `gs://${key}`)));
    expect(double.jobs).toEqual([]);
  });

  it("tells of a quota that is used up", async () => {
    double.failNext({ method: "create", status: 429, headers: { "retry-after": "3600" } });
    expect((await told()).message).toContain("A quota of Google Cloud is used up");
  });
});

describe("an update", () => {
  it("takes the place of the running job of its name", async () => {
    script = runsForever;
    const old = await startFollowed();
    const job = await startFollowed({ update: true });
    expect(double.jobs.map(({ state }) => state)[0]).toBe("JOB_STATE_UPDATED");
    expect(double.jobs[1]?.job).toMatchObject({ id: job.id, replaceJobId: double.jobs[0]?.job.id });
    await vi.waitFor(() => expect(old.id).toBe(job.id), { timeout: 10_000 });
    old.detach();
    await job.cancel();
    expect(double.jobs.map(({ state }) => state)).toEqual(["JOB_STATE_UPDATED", "JOB_STATE_CANCELLED"]);
  });

  it("uploads nothing where none of its name runs", async () => {
    expect((await told({ update: true })).message).toContain('No job "count-words" runs on Dataflow');
    expect(uploads()).toBe(0);
  });

  it("fails where it can't take its place, and the running one goes on", async () => {
    script = runsForever;
    incompatibility = "The Coder or type for step Shout has changed.";
    const old = await startFollowed();
    const job = await startFollowed({ update: true });
    const error = (await job.waitUntilFinish().catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain("The Coder or type for step Shout has changed.");
    expect(error.message).toContain(`the job to be replaced  ${old.id}: running`);
    expect(old.state).toBe("running");
    old.detach();
  });
});
