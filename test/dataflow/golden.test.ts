import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  PipelineSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { Pipeline as Program } from "../../sdk/pipeline/pipeline.ts";
import { coGroup } from "../../sdk/primitives/co-group.ts";
import { readableJson } from "../golden/readable-json.ts";
import { goldenPipeline, planned, countedMessages, type PlannedWith } from "./planned.ts";
import { objectsOf } from "./staged-objects.ts";
import { validateJob } from "./validator/validate-job.ts";

/** Two collections that meet by key. */
function joins(): Promise<Pipeline> {
  const p = Program.create();
  const ages = p.create<[string, number]>("Ages", [["ada", 36]]);
  const towns = p.create<[string, string]>("Towns", [["ada", "London"]]);
  coGroup({ ages, towns }).map("Format", ([name, found]) => `${name}: ${String([...found.ages].length)}`);
  return p.toProto();
}

interface Case extends PlannedWith {
  readonly name: string;
  readonly pipeline: () => Promise<Pipeline>;
}

const cases: readonly Case[] = [
  {
    name: "word-count",
    pipeline: goldenPipeline("word-count"),
    own: { input: "gs://books/*.txt", top: 10, ratio: 0.5, dbPassword: "hunter2", strictly: true },
    dataflow: { labels: { team: "search" }, numWorkers: 2, maxNumWorkers: 8, usePublicIps: false },
  },
  { name: "side-inputs", pipeline: goldenPipeline("side-inputs") },
  { name: "joins", pipeline: joins },
  { name: "windowed", pipeline: goldenPipeline("windows") },
  { name: "streaming", pipeline: countedMessages },
  {
    name: "update",
    pipeline: countedMessages,
    dataflow: { update: true, transformNameMapping: { "Old/Count": "Count" } },
  },
];

describe("the jobs of", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-golden-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(cases)(
    "$name are those that were reviewed, and good (UPDATE_GOLDEN=1 writes them anew)",
    async ({ name, pipeline, ...given }) => {
      const plan = await planned(await pipeline(), folder, given);
      const replaces = plan.settings.update ? { replaceJobId: "2026-11-21_00_00_00-1" } : {};
      const job = { ...plan.job, ...replaces };
      const objects = objectsOf(plan);
      expect(validateJob(job, { read: (url) => objects.get(url) })).toEqual([]);
      await hold(`${name}.job.json`, { ...job, environment: { ...job.environment, userAgent: "of this version" } });
      // The pipelines of the others are held by the hashes in their jobs.
      if (name === "word-count") {
        await hold(`${name}.pipeline.json`, readableJson(fromBinary(PipelineSchema, plan.pipeline)));
      }
    },
  );
});

async function hold(name: string, value: unknown): Promise<void> {
  const json = await format(JSON.stringify(value), { parser: "json", printWidth: 120 });
  const file = new URL(`golden/${name}`, import.meta.url);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, json);
  expect(json).toBe(readFileSync(file, "utf8"));
}
