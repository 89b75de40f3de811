import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ArtifactUrlPayloadSchema,
  PipelineSchema,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { writeDryRun } from "../../runners/dataflow/dry-run/write-dry-run.ts";
import { goldenPipeline, planned } from "./planned.ts";

const wordCount = goldenPipeline("word-count");

describe("planJob", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-plan-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("names what is uploaded by its contents, and the pipeline last", async () => {
    const { uploads, pipeline } = await planned(await wordCount(), folder);
    expect(uploads.map(({ name }) => name)).toEqual(["program.mjs", "job.json", "pipeline.pb"]);
    for (const { url, source, sha256, sizeBytes } of uploads) {
      const bytes = "path" in source ? readFileSync(source.path) : source.bytes;
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      expect(bytes.length).toBe(sizeBytes);
      expect(url).toContain(sha256);
    }
    expect(uploads.at(-1)?.source).toEqual({ bytes: pipeline });
  });

  it("plans the same bytes for the same program", async () => {
    const [first, second] = [await planned(await wordCount(), folder), await planned(await wordCount(), folder)];
    expect(second.uploads).toEqual(first.uploads);
    expect(second.job).toEqual(first.job);
  });

  it("finds the program's files in the pipeline by their URLs, with the names that they have on workers", async () => {
    const { pipeline, uploads, job } = await planned(await wordCount(), folder);
    const { components } = fromBinary(PipelineSchema, pipeline);
    const dependencies = Object.values(components?.environments ?? {}).flatMap((one) => one.dependencies);
    expect(dependencies.map(({ typeUrn }) => typeUrn)).toEqual([urns.artifactTypes.url, urns.artifactTypes.url]);
    const urls = dependencies.map(({ typePayload }) => fromBinary(ArtifactUrlPayloadSchema, typePayload).url);
    expect(urls).toEqual(uploads.slice(0, -1).map(({ url }) => url));
    expect(job.environment?.workerPools?.[0]?.packages?.map(({ location }) => location)).toEqual(urls);
  });

  it("writes a dry run that holds all of it", async () => {
    const plan = await planned(await wordCount(), folder);
    const out = path.join(folder, "dry", "run");
    await writeDryRun(plan, out);
    expect(readdirSync(out).sort()).toEqual(["artifacts.json", "job.json", "pipeline.json", "pipeline.pb"]);
    expect(JSON.parse(readFileSync(path.join(out, "job.json"), "utf8"))).toEqual(plan.job);
    expect(readFileSync(path.join(out, "pipeline.pb"))).toEqual(Buffer.from(plan.pipeline));
  });
});
