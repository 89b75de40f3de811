import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { toBinary } from "@bufbuild/protobuf";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { PipelineSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { pipelines } from "./pipelines.ts";
import { readableJson } from "./readable-json.ts";

const folder = import.meta.dirname;
const names = Object.keys(pipelines);

describe("the proto of a pipeline", () => {
  it.each(names)("is the one that was reviewed: %s (UPDATE_GOLDEN=1 writes it anew)", async (name) => {
    const pipeline = await pipelines[name]!().toProto();
    const json = await format(JSON.stringify(readableJson(pipeline)), { parser: "json", printWidth: 120 });
    const file = `${folder}/${name}.json`;
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, json);
    expect(json).toBe(readFileSync(file, "utf8"));
  });

  it.each(names)("is the same bytes for the same program: %s", async (name) => {
    const [first, second] = await Promise.all([pipelines[name]!().toProto(), pipelines[name]!().toProto()]);
    expect(toBinary(PipelineSchema, second)).toEqual(toBinary(PipelineSchema, first));
  });

  it.each(names)("is the same bytes when it is asked for again: %s", async (name) => {
    const pipeline = pipelines[name]!();
    const first = toBinary(PipelineSchema, await pipeline.toProto());
    expect(toBinary(PipelineSchema, await pipeline.toProto())).toEqual(first);
  });

  it("names nothing of the machine that made it", () => {
    for (const name of names) {
      expect(readFileSync(`${folder}/${name}.json`, "utf8")).not.toMatch(
        /file:|\/home\/|\/Users\/|\/root\/|\/work\/|\.ts\b/,
      );
    }
  });

  it("is reviewed for every pipeline, and no file is left over", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    expect(files.sort()).toEqual(names.map((name) => `${name}.json`).sort());
  });
});
