import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDataflowDouble, type DataflowDouble } from "../services/dataflow/dataflow-double.ts";
import type { JobResource } from "../services/dataflow/executor.ts";
import { runsForever, scriptedExecutor, succeeds, type Script } from "../services/dataflow/scripted-executor.ts";
import { startPurlin, type Ended } from "./run-node.ts";

/** Runs `purlin` to its end, while this process goes on serving what it may ask. */
async function purlin(...args: string[]): Promise<{ status: Ended["status"]; stdout: string; stderr: string }> {
  const { status, stdout, stderr } = await startPurlin(...args).ended;
  return { status, stdout: stdout.toString(), stderr };
}

const scripts: Readonly<Record<string, Script>> = {
  counts: [
    { state: "JOB_STATE_RUNNING" },
    { message: "a beginning" },
    { message: "a detail", importance: "JOB_MESSAGE_DETAILED" },
    { message: "a warning\n", importance: "JOB_MESSAGE_WARNING" },
    {
      metrics: [{ name: { origin: "user", name: "words", context: { step: "s1", namespace: "" } }, scalar: 12 }],
    },
    ...succeeds,
  ],
  forever: runsForever,
};

let double: DataflowDouble | undefined;
beforeEach(async () => {
  const executor = scriptedExecutor({ script: ({ name }) => scripts[name] ?? succeeds });
  double = await startDataflowDouble({ executor, isShaky: false });
});
afterEach(() => double?.close());

const place = (): string[] => [
  "--project=my-project",
  "--region=europe-west1",
  `--dataflowEndpoint=${double?.endpoint ?? ""}`,
];

async function create(job: JobResource): Promise<string> {
  const url = `${double?.endpoint ?? ""}/v1b3/projects/my-project/locations/europe-west1/jobs`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ type: "JOB_TYPE_BATCH", ...job }) });
  const { id } = (await response.json()) as { readonly id: string };
  return id;
}

describe("purlin, for jobs of Dataflow", () => {
  it("lists those of a region, the latest first", async () => {
    expect((await purlin("jobs", ...place())).stdout).toBe(
      'The region europe-west1 of the project "my-project" has no jobs.\n',
    );
    const done = await create({ name: "counts" });
    await double?.jobs[0]?.ended;
    const streaming = await create({ name: "forever", type: "JOB_TYPE_STREAMING" });
    const listed = await purlin("jobs", ...place(), "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { id: streaming, name: "forever", state: "running", type: "streaming" },
      { id: done, name: "counts", state: "done", type: "batch" },
    ]);
    expect((await purlin("jobs", ...place())).stdout).toMatch(new RegExp(`^${done} +counts +done +batch +\\d`, "m"));
  });

  it("prints all that was said of one, and its metrics", async () => {
    const id = await create({ name: "counts" });
    const { stdout } = await purlin("logs", ...place(), id);
    const lines = stdout.trimEnd().split("\n");
    const texts = lines.map((line) => line.replace(/^\S+Z /, ""));
    expect(texts).toEqual(["info: a beginning", "detail: a detail", "warning: a warning", "the job is done"]);
    const logs = await purlin("logs", ...place(), id, "--json");
    expect(JSON.parse(logs.stdout.split("\n")[0] ?? "")).toMatchObject({ level: "info", message: "a beginning" });
    expect((await purlin("metrics", ...place(), id)).stdout).toMatch(/^s1 +words +12$/m);
    const metrics = await purlin("metrics", ...place(), id, "--json");
    expect(JSON.parse(metrics.stdout)).toMatchObject({ job: id, counters: [{ step: "s1", name: "words", value: 12 }] });
  });

  it("cancels one, once, and says how it has ended", async () => {
    const id = await create({ name: "forever" });
    expect((await purlin("cancel", ...place(), id)).stdout).toBe(`The job ${id} is cancelled.\n`);
    const again = await purlin("cancel", ...place(), id, "--json");
    expect(JSON.parse(again.stdout)).toEqual({ job: id, state: "cancelled" });
    expect(double?.requests.filter(({ method }) => method === "update")).toHaveLength(1);
  });

  it("drains a streaming one, and no other", async () => {
    const streaming = await create({ name: "forever", type: "JOB_TYPE_STREAMING" });
    expect((await purlin("drain", ...place(), streaming)).stdout).toBe(`The job ${streaming} is drained.\n`);
    const batch = await create({ name: "forever" });
    const { status, stderr } = await purlin("drain", ...place(), batch);
    expect(status).toBe(1);
    expect(stderr).toContain('The job "forever" can\'t be drained: it is a batch job');
  });

  it.each(["logs", "metrics", "cancel", "drain"])("says so where there is none, to %s it", async (command) => {
    const { status, stderr } = await purlin(command, ...place(), "no-such-job");
    expect(status).toBe(1);
    expect(stderr).toContain(
      'DataflowError [PURLIN_DATAFLOW]: There is no job "no-such-job" in the region europe-west1 of the project "my-project".',
    );
    expect(stderr).toContain("purlin jobs --project=my-project --region=europe-west1");
  });

  it.each([
    { args: ["drain", "--jobEndpoint=127.0.0.1:1", "j"], says: "Job servers can't drain jobs: only Dataflow can." },
    { args: ["jobs", "--jobEndpoint=127.0.0.1:1", "--project=p"], says: "Jobs are those of a job server, or those of" },
    { args: ["logs", "j"], says: "Nothing says where the jobs are." },
  ])("ends with 2 on a wrong command line: $args", async ({ args, says }) => {
    const { status, stderr } = await purlin(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(says) as unknown });
  });
});
