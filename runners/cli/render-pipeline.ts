import { toBinary, toJson } from "@bufbuild/protobuf";

import { PipelineSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Pipeline } from "../../sdk/pipeline/pipeline.ts";
import { toDot } from "../../sdk/translate/render/dot.ts";
import { toMermaid } from "../../sdk/translate/render/mermaid.ts";

/** The forms of a pipeline that can be had, by their names on the command line. */
export type Format = "proto" | "json" | "mermaid" | "dot";

const renderers: Readonly<Record<Format, (pipeline: Pipeline) => Promise<Uint8Array | string>>> = {
  proto: async (pipeline) => toBinary(PipelineSchema, await pipeline.toProto()),
  json: async (pipeline) => JSON.stringify(toJson(PipelineSchema, await pipeline.toProto()), null, 2),
  mermaid: (pipeline) => Promise.resolve(toMermaid(pipeline.graph())),
  dot: (pipeline) => Promise.resolve(toDot(pipeline.graph())),
};

/** Returns a pipeline in the given form: bytes, or text that ends with a line end. */
export async function renderPipeline(pipeline: Pipeline, format: Format): Promise<Uint8Array> {
  const rendered = await renderers[format](pipeline);
  if (typeof rendered !== "string") return rendered;
  return new TextEncoder().encode(rendered.endsWith("\n") ? rendered : `${rendered}\n`);
}
