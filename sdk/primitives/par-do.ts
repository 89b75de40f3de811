import type { OutputTypes } from "../dofn/contexts.ts";
import type { DoFn } from "../dofn/do-fn.ts";
import type { ElementFunction, ParDoFn } from "../dofn/element-fn.ts";
import { INFERRED, type CoderDeclaration } from "../graph/coder-declaration.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { MAIN_INPUT, MAIN_OUTPUT, type CollectionNode } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { addStep, functionOf, namedArguments } from "./step.ts";

/** What a ParDo returns: its output, or where it declares tagged ones, an object of all. */
export type ParDoOutput<O, Tags extends OutputTypes> = [keyof Tags] extends [never]
  ? PCollection<O>
  : { readonly output: PCollection<O> } & { readonly [Tag in keyof Tags]: PCollection<Tags[Tag]> };

/** Adds a ParDo of a plain function: map, flatMap, filter or withTimestamps. */
export function elementWise<O>(
  input: PCollection<unknown>,
  kind: "map" | "flatMap" | "filter" | "withTimestamps",
  args: readonly unknown[],
): PCollection<O> {
  const { name, taken } = namedArguments(args, kind);
  const fn = functionOf(taken, kind) as ElementFunction;
  return addParDo(input, name, { kind, fn }, coderAfter[kind](input.node));
}

const coderAfter: Readonly<
  Record<"map" | "flatMap" | "filter" | "withTimestamps", (input: CollectionNode) => CoderDeclaration>
> = {
  map: () => INFERRED,
  flatMap: () => INFERRED,
  filter: (collection) => ({ from: "someOf", collection }),
  withTimestamps: (collection) => ({ from: "sameAs", collection }),
};

/** Adds a ParDo of one output. */
export function addParDo<O>(
  input: PCollection<unknown>,
  name: StepName,
  fn: ParDoFn,
  coder: CoderDeclaration,
): PCollection<O> {
  const functionId = input.pipeline.functions.add("parDo", fn, input.pipeline.fullName(name));
  return addStep(input, { name, spec: { kind: "parDo", functionId }, coder });
}

/** Adds a ParDo of a DoFn with all of its outputs. */
export function parDo(input: PCollection<unknown>, args: readonly unknown[]): never {
  const { name, taken } = namedArguments(args, "parDo");
  const fn = taken as DoFn<never, unknown>;
  if (typeof fn !== "object" || (fn as { readonly kind?: unknown }).kind !== "doFn") {
    throw new TypeError("parDo(...) takes a DoFn, made by doFn<In, Out>()({ process(element, { emit }) { ... } }).");
  }
  const tags = Object.keys(fn.parts.outputs ?? {});
  const parts = { coder: INFERRED, windowing: input.node.windowing, isBounded: input.node.isBounded };
  const functionId = input.pipeline.functions.add("parDo", fn, input.pipeline.fullName(name));
  const outputs = input.pipeline.step({
    name,
    spec: { kind: "parDo", functionId },
    inputs: new Map([[MAIN_INPUT, input.node]]),
    outputs: new Map([MAIN_OUTPUT, ...tags].map((tag) => [tag, parts])),
  });
  // The overloads of PCollection.parDo tell which of the two it is.
  return (tags.length === 0 ? outputs.get(MAIN_OUTPUT) : Object.fromEntries(outputs)) as never;
}
