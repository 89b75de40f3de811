import { canRun } from "../../../sdk/exec/build-plan.ts";
import type {
  Components,
  Pipeline,
  PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { liftCombine } from "../../../sdk/translate/lift-combine.ts";
import { isOwnEnvironment } from "../../../sdk/translate/purlin-urns.ts";
import { PurlinError } from "../../../sdk/values/purlin-error.ts";
import { sortLeaves, type Leaf, type PlanGraph } from "./plan-graph.ts";

/** Thrown when a pipeline holds a step that this runner can't run. */
export class UnsupportedStepError extends PurlinError {
  constructor(step: string, urn: string, reason?: string) {
    super("UnsupportedStepError", "PURLIN_UNSUPPORTED_STEP", {
      summary: `The DirectRunner can't run step "${step}"${reason === undefined ? "" : `, which is ${reason}`}.`,
      facts: { transform: urn },
      remedies: [remedyFor(urn, reason)],
    });
  }
}

const pubSub: readonly string[] = [urns.composites.pubsubRead, urns.composites.pubsubWrite];

function remedyFor(urn: string, reason: string | undefined): string {
  if (pubSub.includes(urn)) {
    return "run the pipeline on Dataflow, which does it by itself:  --runner=dataflow  (connectors for all runners are planned)";
  }
  return reason === undefined
    ? "run the pipeline on a runner that can, or leave the step out"
    : "run the pipeline on an engine that starts workers of several SDKs:  --runner=prism|flink";
}

const { primitives, composites } = urns;
const boundaries: ReadonlySet<string> = new Set([primitives.impulse, primitives.groupByKey, composites.reshuffle]);

/** Finds what is run of a pipeline: its primitives, with the combinations lifted. */
export function expandLeaves(pipeline: Pipeline): PlanGraph {
  const { components } = pipeline;
  if (components === undefined) throw new Error("The pipeline has no components.");
  const lifted: Components = {
    ...components,
    pcollections: { ...components.pcollections },
    coders: { ...components.coders },
  };
  const leaves: Leaf[] = [];
  const waiting = pipeline.rootTransformIds.toReversed();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const transform = components.transforms[id];
    if (transform === undefined) throw new Error(`There is no transform ${id}.`);
    const urn = transform.spec?.urn ?? "";
    if (isOfAnotherSdk(transform)) throw new UnsupportedStepError(transform.uniqueName, urn, "of another SDK");
    if (urn === composites.combinePerKey) {
      leaves.push(...liftCombine(id, transform, lifted).map((part) => ({ ...part, step: transform.uniqueName })));
    } else if (boundaries.has(urn) || canRun(urn)) leaves.push({ id, transform, step: transform.uniqueName });
    else if (transform.subtransforms.length > 0) waiting.push(...transform.subtransforms.toReversed());
    // A composite without parts passes its inputs through: nothing is to be run.
    else if (urn !== "" && !passesThrough(transform)) throw new UnsupportedStepError(transform.uniqueName, urn);
  }
  const run = leaves.filter(({ transform }) => canRun(transform.spec?.urn ?? ""));
  return { leaves: sortLeaves(leaves), components: lifted, stepNames: [...new Set(run.map(({ step }) => step))] };
}

/** Only a worker of that SDK can run it, and this runner starts none. */
function isOfAnotherSdk({ environmentId }: PTransform): boolean {
  return environmentId !== "" && !isOwnEnvironment(environmentId);
}

function passesThrough({
  inputs,
  outputs,
}: {
  inputs: Record<string, string>;
  outputs: Record<string, string>;
}): boolean {
  const given = new Set(Object.values(inputs));
  return Object.values(outputs).every((id) => given.has(id));
}
