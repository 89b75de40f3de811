import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runWorkerPool, type RunningWorkerPool } from "../../sdk/container/worker-pool.ts";
import { makeClient } from "../../sdk/harness/rpc/client.ts";
import { BeamFnExternalWorkerPool } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { stageProgram, type StagedProgram } from "../../sdk/staging/stage-program.ts";
import { buildDefinition, stageRequest } from "./evaluate.ts";
import { FakeJob } from "./fake-job.ts";

let shout: StagedProgram;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  shout = await stageProgram(await stageRequest("shout", await buildDefinition("shout")));
});
afterAll(() => shout.remove());
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function setting() {
  const job = await FakeJob.start(shout);
  ends.push(() => job.close());
  const told: string[] = [];
  const pool: RunningWorkerPool = await runWorkerPool({ tell: (text) => told.push(text) });
  ends.push(() => pool.stop());
  const client = makeClient(BeamFnExternalWorkerPool, pool.address);
  ends.push(() => client.close());
  const start = (workerId: string) =>
    client.startWorker({ workerId, provisionEndpoint: { url: job.address }, controlEndpoint: { url: job.address } });
  return { job, told, pool, client, start };
}

describe("a pool of workers", () => {
  it("starts workers of a staged program, each a process of its own, and ends them with itself", async () => {
    const { job, told, pool, start } = await setting();
    expect(await Promise.all(["a", "b"].map(start))).toMatchObject([{ error: "" }, { error: "" }]);
    await job.untilAnswered(2);
    await pool.stop();
    expect(told.sort()).toEqual(["a", "b"].flatMap((id) => [`worker ${id} has ended`, `worker ${id} starts`]));
  });

  it("stops the worker that the runner no longer wants", async () => {
    const { job, told, client, start } = await setting();
    await start("a");
    await job.untilAnswered(1);
    expect(await client.stopWorker({ workerId: "a" })).toMatchObject({ error: "" });
    await expect.poll(() => told, { timeout: 10_000 }).toContain("worker a has ended");
    expect(await client.stopWorker({ workerId: "a" })).toMatchObject({ error: "" });
  });

  it("refuses a second worker of one id, and one without provisioning", async () => {
    const { client, start } = await setting();
    await start("a");
    expect(await start("a")).toMatchObject({ error: "A worker a runs already." });
    const { error } = await client.startWorker({ workerId: "b" });
    expect(error).toContain("no address of its provision service");
  });

  it("says when a worker can't begin", async () => {
    const { job, told, start } = await setting();
    job.dependencies = [];
    await start("a");
    await expect.poll(() => told, { timeout: 10_000 }).toContain("worker a failed: exit code 1");
    expect(job.answers.get("a")).toContain("no program for the worker");
  });
});
