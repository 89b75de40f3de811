import { fromBinary } from "@bufbuild/protobuf";
import {
  IsBounded_Enum,
  MergeStatus_Enum,
  ParDoPayloadSchema,
  type ParDoPayload,
  type Pipeline,
  type PTransform,
  type WindowingStrategy,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { isOwnEnvironment, purlinUrns } from "../../sdk/translate/purlin-urns.ts";

/** The runners that the table speaks of. */
export const runnerNames = Object.freeze(["direct", "prism", "flink", "spark", "portable", "dataflow"] as const);

/** One of them. */
export type RunnerName = (typeof runnerNames)[number];

/** How a runner has a feature: its own, by a rewrite of the pipeline, or not at all. */
export type Support = "native" | "rewritten" | "refused";

/** Something that a pipeline may need of its runner. */
export interface Feature {
  /** As it stands in messages: "a step with state". */
  readonly name: string;
  readonly support: Readonly<Record<RunnerName, Support>>;
  /** What else is to be said where it is refused. */
  readonly note?: string;
  /** Finds the full names of the steps that need it. */
  readonly findSteps: (pipeline: Pipeline) => string[];
}

const everywhere = (support: Support): Feature["support"] => ({
  direct: support,
  prism: support,
  flink: support,
  spark: support,
  portable: support,
  dataflow: support,
});

const pubSubNote = "connectors of Purlin's own, for all runners, are planned";

/** What pipelines may need, and which runners can do it: what is checked before a submission, and what is printed. */
export const features: readonly Feature[] = Object.freeze([
  {
    name: "a ParDo",
    support: everywhere("native"),
    findSteps: (pipeline) => stepsOf(pipeline, ({ spec }) => spec?.urn === urns.primitives.parDo),
  },
  {
    name: "a GroupByKey",
    support: everywhere("native"),
    findSteps: (pipeline) => stepsOf(pipeline, ({ spec }) => spec?.urn === urns.primitives.groupByKey),
  },
  {
    name: "a combination, partly done before the shuffle",
    // Prism and Dataflow take the composite apart by themselves.
    support: { ...everywhere("rewritten"), direct: "native", prism: "native", dataflow: "native" },
    findSteps: (pipeline) => stepsOf(pipeline, ({ spec }) => spec?.urn === urns.composites.combinePerKey),
  },
  {
    name: "a flatten of collections with different coders",
    support: { ...everywhere("rewritten"), direct: "native" },
    findSteps: (pipeline) => stepsOf(pipeline, (transform) => hasOtherCoders(transform, pipeline)),
  },
  {
    name: "windows of the calendar",
    support: { ...everywhere("rewritten"), direct: "native" },
    findSteps: (pipeline) => windowings(pipeline, ({ windowFn }) => windowFn?.urn === purlinUrns.calendarWindows),
  },
  {
    name: "windows of the program's own, which are intervals",
    support: { ...everywhere("rewritten"), direct: "native" },
    findSteps: (pipeline) =>
      windowings(pipeline, (strategy) => isOfTheProgram(strategy) && !isEncodedByTheProgram(strategy, pipeline)),
  },
  {
    name: "windows of the program's own, which are no intervals",
    // Of a job server that nobody knows we find out when it is asked.
    support: { ...everywhere("refused"), direct: "native", portable: "native" },
    findSteps: (pipeline) => windowings(pipeline, (strategy) => isEncodedByTheProgram(strategy, pipeline)),
  },
  {
    name: "windows that a function of the program merges",
    support: { ...everywhere("refused"), direct: "native", portable: "native" },
    findSteps: (pipeline) =>
      windowings(
        pipeline,
        (strategy) => isOfTheProgram(strategy) && strategy.mergeStatus === MergeStatus_Enum.NEEDS_MERGE,
      ),
  },
  {
    name: "a reshuffle",
    support: everywhere("native"),
    findSteps: (pipeline) => stepsOf(pipeline, ({ spec }) => spec?.urn === urns.composites.reshuffle),
  },
  {
    name: "another SDK's worker",
    support: { ...everywhere("native"), direct: "refused" },
    findSteps: (pipeline) => stepsOf(pipeline, isOfAnotherSdk),
  },
  {
    name: "side inputs",
    support: everywhere("native"),
    findSteps: (pipeline) => parDos(pipeline, ({ sideInputs }) => Object.keys(sideInputs).length > 0),
  },
  {
    name: "state",
    support: everywhere("refused"),
    findSteps: (pipeline) => parDos(pipeline, ({ stateSpecs }) => Object.keys(stateSpecs).length > 0),
  },
  {
    name: "timers",
    support: everywhere("refused"),
    findSteps: (pipeline) => parDos(pipeline, ({ timerFamilySpecs }) => Object.keys(timerFamilySpecs).length > 0),
  },
  {
    name: "a splittable DoFn",
    support: everywhere("refused"),
    findSteps: (pipeline) => parDos(pipeline, ({ restrictionCoderId }) => restrictionCoderId !== ""),
  },
  {
    name: "a read from Pub/Sub by the runner itself",
    support: { ...everywhere("refused"), dataflow: "native" },
    note: pubSubNote,
    findSteps: (pipeline) => stepsOf(pipeline, ({ spec }) => spec?.urn === urns.composites.pubsubRead),
  },
  {
    name: "a write to Pub/Sub by the runner itself",
    support: { ...everywhere("refused"), dataflow: "native" },
    note: pubSubNote,
    findSteps: (pipeline) => stepsOf(pipeline, writesPubSub),
  },
  {
    name: "a write to Pub/Sub in a job without unbounded input",
    support: everywhere("refused"),
    note: pubSubNote,
    findSteps: (pipeline) => (isBounded(pipeline) ? stepsOf(pipeline, writesPubSub) : []),
  },
  {
    name: "unbounded input",
    support: { ...everywhere("refused"), dataflow: "native" },
    findSteps: (pipeline) => stepsOf(pipeline, (transform) => beginsUnbounded(transform, pipeline)),
  },
  {
    name: "a read by the runner itself",
    support: everywhere("refused"),
    findSteps: (pipeline) => stepsOf(pipeline, ({ spec }) => spec?.urn === urns.deprecatedPrimitives.read),
  },
] satisfies Feature[]);

function stepsOf(pipeline: Pipeline, needs: (transform: PTransform) => boolean): string[] {
  const transforms = Object.values(pipeline.components?.transforms ?? {});
  return transforms.filter(needs).map(({ uniqueName }) => uniqueName);
}

/** Finds ParDos that Purlin's workers run. What another SDK's can do is between it and the engine. */
function parDos(pipeline: Pipeline, needs: (payload: ParDoPayload) => boolean): string[] {
  return stepsOf(
    pipeline,
    (transform) =>
      transform.spec?.urn === urns.primitives.parDo &&
      !isOfAnotherSdk(transform) &&
      needs(fromBinary(ParDoPayloadSchema, transform.spec.payload)),
  );
}

/** Finds steps that assign windows, by how the windows are grouped after them. */
function windowings(pipeline: Pipeline, needs: (strategy: WindowingStrategy) => boolean): string[] {
  const { pcollections = {}, windowingStrategies = {} } = pipeline.components ?? {};
  return stepsOf(pipeline, ({ spec, outputs }) => {
    if (spec?.urn !== urns.primitives.assignWindows) return false;
    const [output = ""] = Object.values(outputs);
    const strategy = windowingStrategies[pcollections[output]?.windowingStrategyId ?? ""];
    return strategy !== undefined && needs(strategy);
  });
}

function isOfTheProgram({ windowFn }: WindowingStrategy): boolean {
  return windowFn?.urn === purlinUrns.windowFn;
}

function isEncodedByTheProgram({ windowCoderId }: WindowingStrategy, pipeline: Pipeline): boolean {
  return pipeline.components?.coders[windowCoderId]?.spec?.urn === urns.coders.customWindow;
}

function isOfAnotherSdk({ environmentId }: PTransform): boolean {
  return environmentId !== "" && !isOwnEnvironment(environmentId);
}

function hasOtherCoders({ spec, inputs, outputs }: PTransform, pipeline: Pipeline): boolean {
  if (spec?.urn !== urns.primitives.flatten) return false;
  const coderOf = (id: string): string | undefined => pipeline.components?.pcollections[id]?.coderId;
  const [output] = Object.values(outputs).map(coderOf);
  return Object.values(inputs).some((id) => coderOf(id) !== output);
}

function writesPubSub({ spec }: PTransform): boolean {
  return spec?.urn === urns.composites.pubsubWrite;
}

function isBounded({ components }: Pipeline): boolean {
  return Object.values(components?.pcollections ?? {}).every(({ isBounded: is }) => is === IsBounded_Enum.BOUNDED);
}

/** Whether unbounded data comes from the transform itself, not from its inputs. */
function beginsUnbounded({ inputs, outputs, subtransforms }: PTransform, pipeline: Pipeline): boolean {
  const isUnbounded = (id: string): boolean =>
    pipeline.components?.pcollections[id]?.isBounded === IsBounded_Enum.UNBOUNDED;
  if (subtransforms.length > 0) return false;
  return Object.values(outputs).some(isUnbounded) && !Object.values(inputs).some(isUnbounded);
}
