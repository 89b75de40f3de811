import { fromBinary } from "@bufbuild/protobuf";
import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import {
  ParDoPayloadSchema,
  type Components,
  type PCollection,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { coderFromProto } from "../../../sdk/translate/coders.ts";
import { functionIdOf } from "../../../sdk/translate/function-spec.ts";
import { windowingFromProto } from "../../../sdk/translate/windowing.ts";
import type { CallSite } from "../../../sdk/values/call-site.ts";
import type { ElementCoders } from "../engine/element-chunk.ts";
import type { Grouping } from "../engine/grouping.ts";
import type { StageSpec } from "../engine/stage-spec.ts";
import type { PlannedSides } from "../sides/planned-sides.ts";
import { expandLeaves } from "./expand-leaves.ts";
import { fuse, type FusedStage } from "./fuse.ts";
import type { Leaf, PlanGraph } from "./plan-graph.ts";
import { mergingOf } from "./merging-of.ts";
import { sideUsesOf, storeId } from "./side-uses.ts";
import { describeStage, type StageDescriptor } from "./stage-descriptor.ts";

/** A stage of a planned pipeline: what the engine schedules, and what the kernel runs. */
export interface PlannedStage extends StageDescriptor {
  readonly spec: StageSpec;
}

/** A planned pipeline. */
export interface PipelinePlan {
  /** Each after those whose outputs it takes. */
  readonly stages: readonly PlannedStage[];
  readonly sides: PlannedSides;
  /** The full names of the steps that units run, in the order of the pipeline. */
  readonly stepNames: readonly string[];
}

/**
 * Turns a pipeline into stages: lifts combinations, then fuses what needs no shuffle between.
 *
 * @throws UnsupportedStepError when it holds a step that the kernel can't run
 */
export function planPipeline(
  pipeline: Pipeline,
  functions: FunctionTable,
  callSites?: ReadonlyMap<string, CallSite>,
): PipelinePlan {
  const graph = expandLeaves(pipeline);
  const fused = fuse(graph, functions);
  const stages = fused.map((stage) => ({
    ...describeStage(stage, graph),
    spec: specOf(stage, graph, { functions, callSites }),
  }));
  return { stages, sides: sidesOf(fused, graph, functions), stepNames: graph.stepNames };
}

function sidesOf(stages: readonly FusedStage[], graph: PlanGraph, functions: FunctionTable): PlannedSides {
  const stores = stages.flatMap(({ sideOutputs }) =>
    [...sideOutputs].map(([id, { collection, form, readBy }]) => {
      const { elementCoder, windowCoder } = elementCodersOf(collection, graph, functions);
      return { id, form, readBy, coder: elementCoder, windowCoder };
    }),
  );
  const readers = graph.leaves.map((leaf) => {
    const uses = sideUsesOf(leaf, functions).map(
      ({ tag, collection, form }) => [tag, storeId(collection, form)] as const,
    );
    return [leaf.id, new Map(uses)] as const;
  });
  return { stores, readers: new Map(readers.filter(([, uses]) => uses.size > 0)) };
}

/** What the user's program has beside the pipeline. */
interface Program {
  readonly functions: FunctionTable;
  readonly callSites: ReadonlyMap<string, CallSite> | undefined;
}

function specOf(stage: FusedStage, graph: PlanGraph, program: Program): StageSpec {
  const { functions } = program;
  const base = {
    id: stage.id,
    name: stage.name,
    producers: [...stage.producers].map(({ id }) => id),
    sideProducers: [...stage.sideProducers].map(({ id }) => id),
    movesBack: stage.leaves.some((leaf) => movesBack(leaf, functions)),
  };
  if (stage.isRoot) return { ...base, kind: "root" };
  return stage.grouped === undefined
    ? { ...base, kind: "ordinary", elements: elementCodersOf(stage.input, graph, functions) }
    : { ...base, kind: "aggregate", grouping: groupingOf(stage.grouped, graph, program) };
}

/** Whether a step may emit at times before its input's: with times of its own, or at the ends of bundles. */
function movesBack({ transform: { spec } }: Leaf, functions: FunctionTable): boolean {
  if (spec?.urn !== urns.primitives.parDo) return false;
  const fn = functions.get("parDo", functionIdOf(fromBinary(ParDoPayloadSchema, spec.payload).doFn));
  if (fn.kind !== "doFn") return fn.kind === "withTimestamps";
  return fn.parts.startBundle !== undefined || fn.parts.finishBundle !== undefined;
}

function groupingOf(collectionId: string, { components }: PlanGraph, { functions, callSites }: Program): Grouping {
  const collection = collectionOf(collectionId, components);
  const [keyCoder, valueCoder] = coderFromProto(components.coders, collection.coderId, functions).components;
  if (keyCoder === undefined || valueCoder === undefined) {
    throw new Error(`The coder of ${collection.uniqueName} is not one of pairs.`);
  }
  const { windowingStrategyId } = collection;
  const windowing = windowingFromProto(components, windowingStrategyId, functions);
  return {
    keyCoder,
    valueCoder,
    windowCoder: windowing.windowFn.windowCoder,
    timestampCombiner: windowing.timestampCombiner,
    mergeWindows: mergingOf(windowing, { windowingStrategyId, components, callSites }),
  };
}

function elementCodersOf(collectionId: string, { components }: PlanGraph, functions: FunctionTable): ElementCoders {
  const { coderId, windowingStrategyId } = collectionOf(collectionId, components);
  return {
    elementCoder: coderFromProto(components.coders, coderId, functions),
    windowCoder: windowingFromProto(components, windowingStrategyId, functions).windowFn.windowCoder,
  };
}

function collectionOf(id: string, components: Components): PCollection {
  const collection = components.pcollections[id];
  if (collection === undefined) throw new Error(`There is no collection ${id}.`);
  return collection;
}
