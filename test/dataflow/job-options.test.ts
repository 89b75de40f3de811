import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataflowOptions } from "../../sdk/options/dataflow-options.ts";
import { seconds } from "../../sdk/values/duration.ts";
import { isSecret } from "../../runners/dataflow/job/secrets.ts";
import type { JobBody } from "../../runners/dataflow/plan.ts";
import { goldenPipeline, planned, streamingPipeline } from "./planned.ts";

describe("a job", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-job-options-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function jobWith(dataflow: DataflowOptions, own: Record<string, unknown> = {}): Promise<JobBody> {
    return (await planned(await goldenPipeline("word-count")(), folder, { dataflow, own })).job;
  }

  const shown = ({ environment }: JobBody): unknown[] => environment?.sdkPipelineOptions?.display_data as unknown[];

  it("shows the program's options, whatever they are, but not their length", async () => {
    const own = {
      every: seconds(5),
      tags: ["a"],
      limit: Infinity,
      count: 7n,
      text: "x".repeat(1_000),
      none: undefined,
    };
    const texts = new Map(
      shown(await jobWith({}, own)).map((item) => {
        const { key, type, value } = item as Record<string, unknown>;
        return [key, [type, value]];
      }),
    );
    expect(texts.get("every")).toEqual(["STRING", expect.stringContaining("5000")]);
    expect(texts.get("tags")).toEqual(["STRING", "[ 'a' ]"]);
    expect(texts.get("limit")).toEqual(["STRING", "Infinity"]);
    expect(texts.get("text")).toEqual(["STRING", `${"x".repeat(500)}…`]);
    expect(texts.has("none")).toBe(false);
    // Those of every program mean nothing to a job.
    expect(texts.has("quiet")).toBe(false);
  });

  it("has nothing secret in it", async () => {
    const job = await jobWith(
      {},
      {
        dbPassword: "hunter2",
        api_key: "hunter2",
        source: "postgres://me:hunter2@db/orders",
        nested: { url: "https://me:hunter2@example.net" },
        bearer: "eyJhbGciOiJI.eyJzdWIiOiIx.hunter2",
      },
    );
    expect(JSON.stringify(job)).not.toContain("hunter2");
  });

  it("has numbers that are integers where the official SDKs have integers", async () => {
    const options = (await jobWith({ numWorkers: 3 })).environment?.sdkPipelineOptions?.options as Record<
      string,
      unknown
    >;
    expect(options.num_workers).toBe(3);
  });

  it.each<{ name: string; dataflow: DataflowOptions; environment: object }>([
    {
      name: "another user agent",
      dataflow: { userAgent: "My SDK/2.0" },
      environment: { userAgent: { name: "My SDK", version: "2.0" } },
    },
    {
      name: "another major version",
      dataflow: { environmentMajor: "9" },
      environment: { version: { job_type: "FNAPI_BATCH", major: "9" } },
    },
    {
      name: "a kind of disk by its short name",
      dataflow: { workerDiskType: "pd-ssd" },
      environment: { workerPools: [{ diskType: "compute.googleapis.com/projects//zones//diskTypes/pd-ssd" }] },
    },
    {
      name: "prime, asked for as an experiment",
      dataflow: { experiments: ["enable_prime"] },
      environment: { serviceOptions: ["enable_prime"] },
    },
  ])("takes $name", async ({ dataflow, environment }) => {
    expect((await jobWith(dataflow)).environment).toMatchObject(environment);
  });

  it("is started with a container for all cores where that is asked for", async () => {
    const { environment } = await jobWith({ experiments: ["no_use_multiple_sdk_containers"] });
    expect(environment?.experiments).not.toContain("use_multiple_sdk_containers");
  });

  it("is a streaming one where data has no end", async () => {
    const { job } = await planned(await streamingPipeline(), folder);
    expect(job).toMatchObject({
      type: "JOB_TYPE_STREAMING",
      environment: { version: { job_type: "FNAPI_STREAMING" } },
    });
    expect(job.environment?.experiments).toEqual(
      expect.arrayContaining(["enable_streaming_engine", "enable_windmill_service"]),
    );
  });

  it("is refused where its options are larger than workers' machines can be told", async () => {
    const labels = Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`l${String(n)}`, "v".repeat(63)]));
    await expect(jobWith({ labels, experiments: ["x".repeat(300_000)] })).rejects.toThrow(
      "The options of the job are too large.",
    );
    await expect(jobWith({ experiments: ["x".repeat(6_000_000)] })).rejects.toThrow(
      /The request that creates the job is too large/,
    );
  });
});

describe("an option is taken for a secret", () => {
  it.each([
    { name: "password", value: "x" },
    { name: "dbPassword", value: "x" },
    { name: "API_KEY", value: "x" },
    { name: "accessToken", value: "x" },
    { name: "clientSecret", value: "x" },
    { name: "config", value: "-----BEGIN PRIVATE KEY-----\nMII" },
    { name: "header", value: "ghp_0123456789abcdef" },
    { name: "input", value: "redis://:pw@host:6379" },
  ])("by its name or its value: $name=$value", ({ name, value }) => {
    expect(isSecret(name, value)).toBe(true);
  });

  it.each([
    { name: "input", value: "gs://bucket/file" },
    { name: "monkey", value: "x" },
    { name: "author", value: "me" },
    { name: "endpoint", value: "http://127.0.0.1:8081/a@b" },
    { name: "when", value: "2026-11-21T10:00:00Z" },
    { name: "none", value: undefined },
  ])("for nothing else: $name=$value", ({ name, value }) => {
    expect(isSecret(name, value)).toBe(false);
  });
});
