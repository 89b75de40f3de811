import type { OutputTypes } from "../dofn/contexts.ts";
import type { DoFn } from "../dofn/do-fn.ts";
import type { ElementFunction, ParDoFn } from "../dofn/element-fn.ts";
import { INFERRED, type CoderDeclaration } from "../graph/coder-declaration.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { MAIN_INPUT, MAIN_OUTPUT, type CollectionNode, type ParDoSpec } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { stepOptionParts, type StepOptionParts } from "./element-wise-options.ts";
import { checkSideInputs, sideInputParts } from "./side-input.ts";
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
  const { name, taken, options } = namedArguments(args, kind);
  const fn = functionOf(taken, kind) as ElementFunction;
  const coder = coderAfter[kind](input.node);
  return addParDo(input, name, { kind, fn }, coder, stepOptionParts(options, kind));
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
  ...[coder, options]: [coder: CoderDeclaration, options?: StepOptionParts]
): PCollection<O> {
  const { spec, sideInputs } = parDoSpec(input, name, fn, options);
  return addStep(input, { name, spec, coder, sideInputs, settings: options?.settings });
}

interface ParDoStep {
  readonly spec: ParDoSpec;
  readonly sideInputs: ReadonlyMap<string, CollectionNode>;
}

/** Keeps the function of a ParDo, and how its side inputs are read. */
function parDoSpec(input: PCollection<unknown>, name: StepName, fn: ParDoFn, options?: StepOptionParts): ParDoStep {
  const { functions } = input.pipeline;
  const step = input.pipeline.fullName(name);
  const { async, side } = options ?? {};
  const { inputs, uses } = sideInputParts(input, side, step);
  const functionId = functions.add("parDo", async === undefined ? fn : { ...fn, async }, step);
  return {
    spec: { kind: "parDo", functionId, ...(uses.size > 0 && { sideInputs: uses }) },
    sideInputs: inputs,
  };
}

/** Adds a ParDo of a DoFn with all of its outputs. */
export function parDo(input: PCollection<unknown>, args: readonly unknown[]): never {
  const { name, taken, options: given } = namedArguments(args, "parDo");
  const fn = doFnOf(taken, "parDo");
  const tags = Object.keys(fn.parts.outputs ?? {});
  const options = stepOptionParts(given, "parDo");
  checkSides(fn, options);
  const outputs = addTaggedParDo(input, { name, fn, tags: [MAIN_OUTPUT, ...tags], options });
  // The overloads of PCollection.parDo tell which of the two it is.
  return (tags.length === 0 ? outputs.get(MAIN_OUTPUT) : Object.fromEntries(outputs)) as never;
}

/** A ParDo of several outputs. */
export interface TaggedParDo {
  readonly name: StepName;
  readonly fn: ParDoFn;
  readonly tags: readonly string[];
  readonly options: StepOptionParts;
}

/** Adds a ParDo of several outputs, and returns them by their tags. */
export function addTaggedParDo(
  input: PCollection<unknown>,
  { name, fn, tags, options }: TaggedParDo,
): ReadonlyMap<string, PCollection<unknown>> {
  const parts = { coder: INFERRED, windowing: input.node.windowing, isBounded: input.node.isBounded };
  const { spec, sideInputs } = parDoSpec(input, name, fn, options);
  return input.pipeline.step({
    name,
    spec,
    inputs: new Map([[MAIN_INPUT, input.node], ...sideInputs]),
    settings: options.settings,
    outputs: new Map(tags.map((tag) => [tag, parts])),
  });
}

/**
 * Returns `taken` as a DoFn.
 *
 * @throws TypeError when it is none
 */
export function doFnOf(taken: unknown, method: string): DoFn<never, unknown> {
  const fn = taken as DoFn<never, unknown>;
  if (typeof fn === "object" && (fn as { readonly kind?: unknown }).kind === "doFn") return fn;
  throw new TypeError(`${method}(...) takes a DoFn, made by doFn<In, Out>()({ process(element, { emit }) { ... } }).`);
}

/** Checks that a DoFn is given the side inputs that it declares: types say so too, where there are any. */
export function checkSides(fn: DoFn<never, unknown>, { side }: StepOptionParts): void {
  checkSideInputs(fn.parts.side ?? {}, side, { what: "DoFn", method: "parDo" });
}
