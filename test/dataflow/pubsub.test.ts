import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fromBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobBody } from "../../runners/dataflow/plan.ts";
import {
  IsBounded_Enum,
  PipelineSchema,
  PubSubReadPayloadSchema,
  PubSubWritePayloadSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { leastOptions } from "./planned.ts";
import { validateJob } from "./validator/validate-job.ts";

const program = path.join(import.meta.dirname, "programs/pubsub-totals.ts");

describe("a program that reads and publishes, as the job that Dataflow would get", () => {
  let folder = "";
  let job: JobBody;
  let pipeline: Pipeline;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-pubsub-"));
    const options = Object.entries(leastOptions).map(([name, value]) => `--${name}=${value}`);
    await promisify(execFile)(process.execPath, [program, "--runner=dataflow", `--dryRun=${folder}`, ...options]);
    job = JSON.parse(readFileSync(path.join(folder, "job.json"), "utf8")) as JobBody;
    pipeline = fromBinary(PipelineSchema, readFileSync(path.join(folder, "pipeline.pb")));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is a streaming job that the validator takes", () => {
    expect(job.type).toBe("JOB_TYPE_STREAMING");
    expect(validateJob(job)).toEqual([]);
  });

  it("has the runner's own read and write at its ends, in the workers' environment", () => {
    const { transforms = {}, environments = {} } = pipeline.components ?? {};
    const ends = Object.values(transforms).filter(({ spec }) => spec?.urn.includes("pubsub") === true);
    expect(ends.map(({ uniqueName, spec }) => [uniqueName, spec?.urn]).sort()).toEqual([
      ["Orders/Read", urns.composites.pubsubRead],
      ["Totals/Write", urns.composites.pubsubWrite],
    ]);
    for (const { environmentId } of ends) expect(Object.keys(environments)).toContain(environmentId);
    const payloads = Object.fromEntries(ends.map(({ uniqueName, spec }) => [uniqueName, spec?.payload]));
    expect(fromBinary(PubSubReadPayloadSchema, payloads["Orders/Read"] ?? new Uint8Array())).toMatchObject({
      subscription: "projects/test-project/subscriptions/orders",
      withAttributes: true,
      idAttribute: "orderId",
      timestampAttribute: "orderedAt",
    });
    expect(fromBinary(PubSubWritePayloadSchema, payloads["Totals/Write"] ?? new Uint8Array())).toMatchObject({
      topic: "projects/test-project/topics/totals",
      timestampAttribute: "windowEnd",
    });
  });

  it("goes on for ever from end to end", () => {
    const collections = Object.values(pipeline.components?.pcollections ?? {});
    expect(collections.filter(({ isBounded }) => isBounded !== IsBounded_Enum.UNBOUNDED)).toEqual([]);
  });
});
