import { fromBinary } from "@bufbuild/protobuf";
import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import {
  ParDoPayloadSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { coderFromProto } from "../../../sdk/translate/coders.ts";
import { functionIdOf } from "../../../sdk/translate/function-spec.ts";
import { windowingFromProto } from "../../../sdk/translate/windowing.ts";
import type { Grouping } from "../engine/group-table.ts";
import type { StageSpec } from "../engine/stage-spec.ts";
import { expandLeaves } from "./expand-leaves.ts";
import { fuse, type FusedStage } from "./fuse.ts";
import type { Leaf, PlanGraph } from "./plan-graph.ts";
import { describeStage, type StageDescriptor } from "./stage-descriptor.ts";

/** A stage of a planned pipeline: what the engine schedules, and what the kernel runs. */
export interface PlannedStage extends StageDescriptor {
  readonly spec: StageSpec;
}

/** A planned pipeline. */
export interface PipelinePlan {
  /** Each after those whose outputs it takes. */
  readonly stages: readonly PlannedStage[];
  /** The full names of the steps that units run, in the order of the pipeline. */
  readonly stepNames: readonly string[];
}

/**
 * Turns a pipeline into stages: lifts combinations, then fuses what needs no shuffle between.
 *
 * @throws UnsupportedStepError when it holds a step that the kernel can't run
 */
export function planPipeline(pipeline: Pipeline, functions: FunctionTable): PipelinePlan {
  const graph = expandLeaves(pipeline);
  const stages = fuse(graph).map((stage) => ({
    ...describeStage(stage, graph),
    spec: specOf(stage, graph, functions),
  }));
  return { stages, stepNames: graph.stepNames };
}

function specOf(stage: FusedStage, graph: PlanGraph, functions: FunctionTable): StageSpec {
  const base = {
    id: stage.id,
    name: stage.name,
    producers: [...stage.producers].map(({ id }) => id),
    movesBack: stage.leaves.some((leaf) => movesBack(leaf, functions)),
  };
  if (stage.isRoot) return { ...base, kind: "root" };
  return stage.grouped === undefined
    ? { ...base, kind: "ordinary" }
    : { ...base, kind: "aggregate", grouping: groupingOf(stage.grouped, graph, functions) };
}

/** Whether a step may emit at times before its input's: with times of its own, or at the ends of bundles. */
function movesBack({ transform: { spec } }: Leaf, functions: FunctionTable): boolean {
  if (spec?.urn !== urns.primitives.parDo) return false;
  const fn = functions.get("parDo", functionIdOf(fromBinary(ParDoPayloadSchema, spec.payload).doFn));
  if (fn.kind !== "doFn") return fn.kind === "withTimestamps";
  return fn.parts.startBundle !== undefined || fn.parts.finishBundle !== undefined;
}

function groupingOf(collectionId: string, { components }: PlanGraph, functions: FunctionTable): Grouping {
  const collection = components.pcollections[collectionId];
  if (collection === undefined) throw new Error(`There is no collection ${collectionId}.`);
  const [keyCoder] = coderFromProto(components.coders, collection.coderId, functions).components;
  if (keyCoder === undefined) throw new Error(`The coder of ${collection.uniqueName} is not one of pairs.`);
  const windowing = windowingFromProto(components, collection.windowingStrategyId, functions);
  return {
    keyCoder,
    windowCoder: windowing.windowFn.windowCoder,
    timestampCombiner: windowing.timestampCombiner,
  };
}
