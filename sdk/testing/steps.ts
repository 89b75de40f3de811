import { allTransforms, MAIN_INPUT, MAIN_OUTPUT, type CollectionNode, type TransformNode } from "../graph/nodes.ts";
import { closest } from "../options/closest.ts";
import { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { PurlinError } from "../values/purlin-error.ts";

/** Thrown when a test names a step, or an output of one, that its pipeline doesn't have. */
export class UnknownStepError extends PurlinError {
  constructor(pipeline: Pipeline, step: string) {
    const names = stepsOf(pipeline).map(({ uniqueName }) => uniqueName);
    const meant = closest(step, names);
    super("UnknownStepError", "PURLIN_UNKNOWN_STEP", {
      summary: `The pipeline has no step named "${step}".`,
      facts: { steps: namesText(names) },
      remedies: [meant === undefined ? "name one of these, in full" : `did you mean "${meant}"?`],
    });
  }
}

/** Lists the steps of the program and of its composites; what is deeper inside is counted. */
function namesText(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const outer = names.filter((name) => name.split("/").length <= 2);
  const deeper = names.length - outer.length;
  return [...outer, ...(deeper > 0 ? [`and ${String(deeper)} inside these`] : [])].join("\n");
}

/** Thrown when a test names an input or output that a step doesn't have. */
export class UnknownCollectionError extends PurlinError {
  constructor(step: string, kind: "input" | "output", tag: string, tags: readonly string[]) {
    super("UnknownCollectionError", "PURLIN_UNKNOWN_COLLECTION", {
      summary: `"${step}" has no ${kind} named "${tag}".`,
      facts: { [`${kind}s`]: tags.length === 0 ? "none" : tags.join(", ") },
      remedies: [`name one of these, or another step`],
    });
  }
}

/**
 * Returns what a step makes, by the step's full name: how a test gets at a collection of a whole program.
 *
 * @param tag - which of its outputs, where it has several
 * @throws UnknownStepError that lists the steps; UnknownCollectionError
 *
 * @example
 * ```ts
 * const p = await testPipeline(wordCount, { replace: { ReadText: ["to be or not to be"], WriteText: [] } });
 * expectThat(outputOf(p, "Words")).hasLength(6);
 * ```
 */
export function outputOf(pipeline: Pipeline, step: string, tag: string = MAIN_OUTPUT): PCollection<unknown> {
  return collectionOf(pipeline, step, { kind: "output", tag });
}

/**
 * Returns what a step takes, by the step's full name: of a step that writes, what it is to write.
 *
 * @param tag - which of its inputs, where it has several
 * @throws UnknownStepError that lists the steps; UnknownCollectionError
 *
 * @example
 * ```ts
 * expectThat(inputOf(p, "WriteText")).containsInAnyOrder(["to: 2", "be: 2", "or: 1", "not: 1"]);
 * ```
 */
export function inputOf(pipeline: Pipeline, step: string, tag: string = MAIN_INPUT): PCollection<unknown> {
  return collectionOf(pipeline, step, { kind: "input", tag });
}

function collectionOf(
  pipeline: Pipeline,
  step: string,
  { kind, tag }: { readonly kind: "input" | "output"; readonly tag: string },
): PCollection<unknown> {
  const node = stepsOf(pipeline).find(({ uniqueName }) => uniqueName === step);
  if (node === undefined) throw new UnknownStepError(pipeline, step);
  const collections: ReadonlyMap<string, CollectionNode> = kind === "input" ? node.inputs : node.outputs;
  const found = collections.get(tag);
  if (found === undefined) throw new UnknownCollectionError(step, kind, tag, [...collections.keys()]);
  return new PCollection(pipeline, found);
}

/** Returns the steps of a pipeline, but those that expectations have added. */
function stepsOf(pipeline: Pipeline): readonly TransformNode[] {
  if (pipeline.isEmpty) return [];
  return [...allTransforms(pipeline.graph().roots)].filter(
    ({ uniqueName }) => !/(^|\/)ExpectThat\d*(\/|$)/.test(uniqueName),
  );
}
