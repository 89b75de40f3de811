import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import type { Pipeline } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { coderFromProto } from "../../../sdk/translate/coders.ts";
import { windowingFromProto } from "../../../sdk/translate/windowing.ts";
import type { Grouping } from "../engine/group-table.ts";
import type { StageSpec } from "../engine/stage-spec.ts";
import { expandLeaves } from "./expand-leaves.ts";
import { fuse, type FusedStage } from "./fuse.ts";
import type { PlanGraph } from "./plan-graph.ts";
import { describeStage, type StageDescriptor } from "./stage-descriptor.ts";

/** A stage of a planned pipeline: what the engine schedules, and what the kernel runs. */
export interface PlannedStage extends StageDescriptor {
  readonly spec: StageSpec;
}

/**
 * Turns a pipeline into stages: lifts combinations, then fuses what needs no shuffle between.
 *
 * @returns the stages, each after those whose outputs it takes
 * @throws UnsupportedStepError when it holds a step that the kernel can't run
 */
export function planPipeline(pipeline: Pipeline, functions: FunctionTable): PlannedStage[] {
  const graph = expandLeaves(pipeline);
  return fuse(graph).map((stage) => ({ ...describeStage(stage, graph), spec: specOf(stage, graph, functions) }));
}

function specOf(stage: FusedStage, graph: PlanGraph, functions: FunctionTable): StageSpec {
  const base = { id: stage.id, name: stage.name, producers: [...stage.producers].map(({ id }) => id) };
  return stage.grouped === undefined
    ? { ...base, kind: "ordinary" }
    : { ...base, kind: "aggregate", grouping: groupingOf(stage.grouped, graph, functions) };
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
