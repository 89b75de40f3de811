import { afterEach, describe, expect, it } from "vitest";
import { makeClient } from "../../sdk/harness/rpc/client.ts";
import { startWorkerPool, type WorkerPool, type WorkerPoolOptions } from "../../sdk/harness/worker-pool.ts";
import { BeamFnExternalWorkerPool } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { endAfterEach, newRunner, tenfold } from "./setting.ts";

const pools: WorkerPool[] = [];
endAfterEach();
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});

async function newPool(options: Partial<WorkerPoolOptions> = {}) {
  const pool = await startWorkerPool({ functions: tenfold().functions, ...options });
  pools.push(pool);
  return { pool, client: makeClient(BeamFnExternalWorkerPool, pool.address) };
}

describe("a worker pool", () => {
  it("starts a worker that connects to the endpoints of the request, and stops it when it is asked to", async () => {
    const runner = await newRunner();
    const { pool, client } = await newPool();
    const endpoint = { url: runner.address };
    const request = {
      workerId: "w7",
      controlEndpoint: endpoint,
      loggingEndpoint: endpoint,
      provisionEndpoint: endpoint,
    };
    await expect(client.startWorker(request)).resolves.toMatchObject({ error: "" });
    expect(await runner.statusPage()).toContain("Purlin worker w7");
    await expect(client.startWorker(request)).resolves.toMatchObject({ error: "A worker w7 runs already." });
    const worker = pool.workers.get("w7");
    await expect(client.stopWorker({ workerId: "w7" })).resolves.toMatchObject({ error: "" });
    await worker?.finished;
    await expect.poll(() => pool.workers.size).toBe(0);
    await expect(client.stopWorker({ workerId: "w7" })).resolves.toMatchObject({ error: "" });
    client.close();
  });

  it.each([
    {
      name: "no control endpoint",
      controlEndpoint: {},
      error: "The runner has named no address of its control service.",
    },
    {
      name: "an endpoint that asks for credentials",
      controlEndpoint: { url: "localhost:1", authentication: { urn: "beam:authentication:mtls:v1" } },
      error: "asks for credentials (beam:authentication:mtls:v1)",
    },
  ])("refuses a request with $name", async ({ controlEndpoint, error }) => {
    const { client } = await newPool();
    const answer = await client.startWorker({ workerId: "w1", controlEndpoint });
    expect(answer.error).toContain(error);
    client.close();
  });

  it("tells of a worker that could not reach its runner", async () => {
    const { promise, resolve } = Promise.withResolvers<[string, unknown]>();
    const { client } = await newPool({ onWorkerFailed: (id, error) => resolve([id, error]) });
    await client.startWorker({ workerId: "w1", controlEndpoint: { url: "127.0.0.1:1" } });
    await expect(promise).resolves.toMatchObject(["w1", { code: "PURLIN_RPC", isUnavailable: true }]);
    client.close();
  });

  it("leaves nothing behind when it is stopped", async () => {
    const runner = await newRunner();
    const { pool, client } = await newPool();
    await client.startWorker({ workerId: "w1", controlEndpoint: { url: runner.address } });
    const worker = pool.workers.get("w1");
    await pool.stop();
    await worker?.finished;
    await expect(client.startWorker({ workerId: "w2" })).rejects.toMatchObject({ code: "PURLIN_RPC" });
    client.close();
  });
});
