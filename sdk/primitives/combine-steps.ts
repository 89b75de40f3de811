// The steps that combinations are made of, each with its coders declared.

import { bindCombineFn, hasLifeCycle, syncAccumulator, syncResult } from "../dofn/bind-combine-fn.ts";
import type { AnyCombineFn, CombineCoder, CombineFn } from "../dofn/combine-fn.ts";
import { doFn } from "../dofn/do-fn.ts";
import type { ParDoFn } from "../dofn/element-fn.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import { INFERRED, madeOf, type CoderDeclaration } from "../graph/coder-declaration.ts";
import type { SideTypes } from "../dofn/side-inputs.ts";
import type { StepSettings } from "../graph/step-settings.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { MAIN_INPUT, type CollectionNode } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { addParDo } from "./par-do.ts";
import { addStep } from "./step.ts";

/** A CombineFn whose types are erased: its input is known to fit. */
export type ErasedCombineFn = CombineFn<unknown, unknown, unknown>;

/** A combination of the values of each key. */
export interface KeyedCombination {
  readonly name: StepName;
  readonly fn: AnyCombineFn;
  /** How accumulators are encoded. */
  readonly accumulator: CoderDeclaration;
  /** How results are encoded. */
  readonly output: CoderDeclaration;
  readonly settings?: StepSettings | undefined;
  /** The side inputs that it reads: only where it is not lifted. */
  readonly side?: unknown;
}

/** Returns what a CombineFn says of its coders, where the values of a collection of pairs come in. */
export function codersOf(fn: AnyCombineFn, pairs: CollectionNode): Pick<KeyedCombination, "accumulator" | "output"> {
  const values: CoderDeclaration = { from: "valueOf", collection: pairs };
  return { accumulator: declared(fn.accumulatorCoder, values), output: declared(fn.outputCoder, values) };
}

function declared(coder: CombineCoder<unknown> | undefined, values: CoderDeclaration): CoderDeclaration {
  if (coder === undefined) return INFERRED;
  if (typeof coder !== "function") return { from: "producer", coder };
  return madeOf([values], ([input]) => {
    if (input === undefined) throw new Error("A coder of values is made of that of the pairs.");
    return coder(input);
  });
}

/** Combines the values of each key as early as the runner can. */
export function addLifted<O>(
  input: PCollection<KV<unknown, unknown>>,
  { name, fn, accumulator, output, settings }: KeyedCombination,
): PCollection<O> {
  const { pipeline, node } = input;
  checkKeyCoder(node, pipeline.fullName(name));
  const functionId = pipeline.functions.add("combine", fn, pipeline.fullName(name));
  const coder: CoderDeclaration = { from: "pair", key: { from: "keyOf", collection: node }, value: output };
  // A runner that can't lift the combination takes the composite's parts: group, then combine each group.
  return pipeline.compositeStep(
    name,
    new Map([[MAIN_INPUT, node]]),
    () =>
      addStep<O>(input.groupByKey("Group"), {
        name: named("CombineGroups"),
        spec: { kind: "combineGroupedValues", functionId, accumulator },
        coder,
      }),
    { spec: { kind: "combinePerKey", functionId, accumulator }, settings },
  );
}

/** Combines the values of each key after all of them were brought together. */
export function addGrouped<O>(
  input: PCollection<KV<unknown, unknown>>,
  { name, fn, output, settings, side }: KeyedCombination,
): PCollection<O> {
  const { pipeline, node } = input;
  checkKeyCoder(node, pipeline.fullName(name));
  const coder: CoderDeclaration = { from: "pair", key: { from: "keyOf", collection: node }, value: output };
  return pipeline.compositeStep(
    name,
    new Map([[MAIN_INPUT, node]]),
    () => {
      const options = { side, async: undefined, settings: undefined };
      return addParDo<O>(input.groupByKey("Group"), named("CombineGroups"), ofValues(fn, combineGroup), coder, options);
    },
    { settings },
  );
}

function combineGroup(fn: ErasedCombineFn, values: unknown): unknown {
  let accumulator = syncAccumulator(fn.createAccumulator());
  // What comes here was grouped.
  for (const value of values as Iterable<unknown>) accumulator = syncAccumulator(fn.addInput(accumulator, value));
  return syncResult(fn.extractOutput(accumulator));
}

/**
 * Returns the ParDo that gives each pair what `run` makes of its value; it has the life cycle and the side inputs of the
 * CombineFn.
 */
export function ofValues(anyFn: AnyCombineFn, run: (fn: ErasedCombineFn, value: unknown) => unknown): ParDoFn {
  // The graph's types have checked what reaches this step.
  const fn = anyFn as ErasedCombineFn;
  if (!hasLifeCycle(fn)) {
    const bound = boundTo(fn, undefined);
    return { kind: "mapValues", fn: (value, { side }) => run(bound(side), value) };
  }
  return doFn<KV<unknown, unknown>, KV<unknown, unknown>>()({
    async setup() {
      const opened: unknown = await fn.setup?.();
      return { opened, bound: boundTo(fn, opened) };
    },
    process: ([key, value], { emit, side, resources: { bound } }) => {
      emit([key, run(bound(side), value)]);
    },
    async teardown({ opened }) {
      await fn.teardown?.(opened);
    },
  });
}

/** Returns the function that gives a CombineFn its context: side inputs are the same for long. */
function boundTo(fn: ErasedCombineFn, resources: unknown): (side: SideTypes) => ErasedCombineFn {
  let last: { readonly side: SideTypes; readonly bound: ErasedCombineFn } | undefined;
  return (side) => {
    if (last?.side !== side) last = { side, bound: bindCombineFn(fn, { resources, side }) };
    return last.bound;
  };
}

/** Returns the name of a step in a composite of the library. */
export function named(name: string): StepName {
  return { name, defaultName: name };
}
