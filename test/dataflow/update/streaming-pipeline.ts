import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  IsBounded_Enum,
  ParDoPayloadSchema,
  type Components,
  type ParDoPayload,
  type Pipeline as PipelineProto,
  type PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { compareForUpdate } from "../../../runners/dataflow/update/compare-for-update.ts";
import type { TransformNameMapping } from "../../../runners/dataflow/update/match-steps.ts";
import type { PCollection } from "../../../sdk/pipeline/pcollection.ts";
import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";
import { readMessages } from "./read-messages.ts";

/** Adds steps to those that read messages. */
export type Build = (lines: PCollection<string>, p: Pipeline) => unknown;

/**
 * Returns the proto of a pipeline of messages. That its collections are unbounded is said afterwards: so there may be
 * groups in the global window, which a program is told would wait for ever.
 */
export async function streamingPipeline(
  build: Build,
  source: Parameters<typeof readMessages>[2] = { subscription: "projects/p/subscriptions/in" },
): Promise<PipelineProto> {
  const p = Pipeline.create();
  build(readMessages(p, "Read", { ...source, isBounded: true }), p);
  const pipeline = await p.toProto();
  for (const collection of Object.values(componentsOf(pipeline).pcollections)) {
    collection.isBounded = IsBounded_Enum.UNBOUNDED;
  }
  return pipeline;
}

/** Returns the components of a pipeline. */
export function componentsOf({ components }: PipelineProto): Components {
  if (components === undefined) throw new Error("The pipeline has no components.");
  return components;
}

/** Returns the transform of that full name. */
export function transformOf(pipeline: PipelineProto, name: string): PTransform {
  const found = Object.values(componentsOf(pipeline).transforms).find(({ uniqueName }) => uniqueName === name);
  if (found === undefined) throw new Error(`There is no step "${name}".`);
  return found;
}

/** Changes the payload of a ParDo: to what no transform of this SDK makes. */
export function changeParDo(
  pipeline: PipelineProto,
  name: string,
  change: (payload: ParDoPayload) => void,
): PipelineProto {
  const { spec } = transformOf(pipeline, name);
  if (spec === undefined) throw new Error(`The step "${name}" has no payload.`);
  const payload = fromBinary(ParDoPayloadSchema, spec.payload);
  change(payload);
  spec.payload = toBinary(ParDoPayloadSchema, payload);
  return pipeline;
}

/** Returns what was found of steps that have changed, one line each. */
export async function changesOf(
  old: PipelineProto | Promise<PipelineProto>,
  now: PipelineProto | Promise<PipelineProto>,
  mapping: TransformNameMapping = {},
): Promise<string[]> {
  return compareForUpdate(await old, await now, mapping)
    .filter(({ change }) => change !== "kept")
    .map(({ effect, change, step, text }) => `${effect} | ${change} | ${step} | ${text}`);
}
