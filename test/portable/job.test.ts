import { create } from "@bufbuild/protobuf";
import { afterEach, describe, expect, it } from "vitest";
import { attachToJob, PortableJob } from "../../runners/portable/index.ts";
import { Pipeline, type PipelineOptions } from "../../sdk/index.ts";
import { JobState_Enum as State } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { MonitoringInfoSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import { monitoringInfoSpecs } from "../../sdk/model/monitoring-info-specs.ts";
import { makeServer } from "../../sdk/harness/rpc/server.ts";
import { startFakeJobService, type FakeJob, type FakeJobService } from "../services/fake-job-service.ts";

const { STARTING, RUNNING, DONE, FAILED } = State;
const services: FakeJobService[] = [];
afterEach(() => {
  for (const service of services.splice(0)) service.close();
});

async function serve(job: FakeJob): Promise<FakeJobService> {
  const service = await startFakeJobService(job);
  services.push(service);
  return service;
}

function pipeline(options: Partial<PipelineOptions>): Pipeline {
  const p = Pipeline.create({ runner: "portable", quiet: true, ...options });
  p.create([1]).map("Step", (n) => n);
  return p;
}

async function start(job: FakeJob, options: Partial<PipelineOptions> = {}) {
  const service = await serve(job);
  const started = await pipeline({ jobEndpoint: service.endpoint, ...options }).start();
  if (!(started instanceof PortableJob)) throw new Error("Another runner has started it.");
  return { service, job: started };
}

describe("a job on a job server", () => {
  it("is prepared, staged, run and followed to its end, with its metrics", async () => {
    const counter = create(MonitoringInfoSchema, {
      urn: monitoringInfoSpecs.userSumInt64.urn,
      labels: { PTRANSFORM: "Step", NAME: "seen" },
      payload: Uint8Array.of(7),
    });
    const options = { jobName: "my-job", engineOptions: { portable: { parallelism: 4 } }, color: "red" };
    const { service, job } = await start({ states: [STARTING, RUNNING, DONE], committed: [counter] }, options);
    const result = await job.waitUntilFinish();
    expect(result.state).toBe("done");
    expect(result.metrics.counters()).toMatchObject([{ step: "Step", name: "seen", value: 7, committed: 7 }]);
    expect(service.staged).toEqual(["token"]);
    const [prepared] = service.prepared;
    expect(prepared?.jobName).toBe("my-job");
    expect(prepared?.pipelineOptions).toEqual({
      "beam:option:job_name:v1": "my-job",
      "beam:option:parallelism:v1": "4",
      "beam:option:purlin_options:v1": '{"color":"red"}',
    });
    expect(Object.values(prepared?.pipeline?.components?.environments ?? {}).map(({ urn }) => urn)).toEqual([
      "beam:env:external:v1",
    ]);
  });

  it("goes on when the stream of its states breaks", async () => {
    const { service, job } = await start({ states: [STARTING, RUNNING, DONE], breaksAfter: 1 });
    await expect(job.waitUntilFinish()).resolves.toMatchObject({ state: "done" });
    expect(service.calls.filter((call) => call === "states")).toHaveLength(2);
  });

  it("fails with the cause, without the engine's stack", async () => {
    const errors = [
      "java.lang.RuntimeException: outer\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: disk full",
    ];
    const { job } = await start({ states: [RUNNING, FAILED], errors });
    const error: unknown = await job.waitUntilFinish().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PURLIN_REMOTE_JOB" });
    expect(String(error)).toContain("The job failed on portable: IOException: disk full\n");
    expect(String(error)).not.toContain("B.java");
    expect(job.state).toBe("failed");
  });

  it("is cancelled there", async () => {
    const { service, job } = await start({ states: [RUNNING] });
    await job.cancel();
    await expect(job.waitUntilFinish()).rejects.toMatchObject({ code: "PURLIN_JOB_CANCELLED" });
    expect(job.state).toBe("cancelled");
    expect(service.calls).toContain("cancel");
  });

  it("is let go when it doesn't hear of its cancellation", async () => {
    const { job } = await start({ states: [RUNNING], ignoresCancel: true });
    const before = performance.now();
    await job.cancel();
    expect(performance.now() - before).toBeLessThan(6_000);
    expect(job.state).toBe("cancelled");
  }, 10_000);

  it("can be attached to by its id, after it was submitted", async () => {
    const { service, job } = await start({ states: [RUNNING, DONE] });
    await job.waitUntilFinish();
    const again = await attachToJob({ jobEndpoint: service.endpoint, jobId: job.id, quiet: true });
    await expect(again.waitUntilFinish()).resolves.toMatchObject({ state: "done" });
    await expect(attachToJob({ jobEndpoint: service.endpoint, jobId: "other" })).rejects.toThrow(
      'gives no job "other"',
    );
  });
});

describe("a submission is refused", () => {
  it("where an option of the engine is misspelt", async () => {
    const options = { engineOptions: { portable: { paralelism: 4 } } };
    await expect(start({ states: [DONE] }, options)).rejects.toThrow(
      "--portable.paralelism is not an option of portable; did you mean --portable.parallelism?",
    );
  });

  it("where options are given for an engine that there isn't", async () => {
    const options = { engineOptions: { flnk: { parallelism: 4 } } };
    await expect(start({ states: [DONE] }, options)).rejects.toThrow(
      'There is no runner named "flnk". Did you mean "flink"?',
    );
  });

  it.each([
    { name: "no address is given", options: {}, message: "needs the address of a job server" },
    { name: "the address is none", options: { jobEndpoint: "http://x" }, message: '"http://x" is not the address' },
    { name: "the environment is unknown", options: { environment: "lopback" }, message: 'did you mean "loopback"?' },
    {
      name: "a pool has no address",
      options: { environment: "external:there" },
      message: 'pool of workers; got "there"',
    },
  ])("where $name", async ({ options, message }) => {
    const service = await serve({ states: [DONE] });
    const jobEndpoint = "environment" in options ? { jobEndpoint: service.endpoint } : {};
    await expect(pipeline({ ...jobEndpoint, ...options }).run()).rejects.toThrow(message);
  });

  it("where the job server is of a version that knows another way of staging", async () => {
    const refused = start({ states: [DONE], lacksStaging: true });
    await expect(refused).rejects.toMatchObject({ code: "PURLIN_JOB_ENDPOINT" });
    await expect(refused).rejects.toThrow(
      /is of another version of Beam\.\n +call +ArtifactStagingService\.ReverseArtifactRetrievalService/,
    );
  });

  it("where nothing listens, or something else than a job server", async () => {
    const other = makeServer();
    const jobEndpoint = await other.listen();
    await expect(pipeline({ jobEndpoint }).run()).rejects.toThrow(
      `What answers at ${jobEndpoint} is not a job server.`,
    );
    other.close();
    await expect(pipeline({ jobEndpoint }).run()).rejects.toThrow(`No job server answers at ${jobEndpoint}.`);
  });
});
