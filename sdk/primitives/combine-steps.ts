// The steps that combinations are made of, each with its coders declared.

import { bindCombineFn, hasLifeCycle, syncAccumulator, syncResult } from "../dofn/bind-combine-fn.ts";
import type { AnyCombineFn, CombineCoder, CombineFn } from "../dofn/combine-fn.ts";
import { doFn } from "../dofn/do-fn.ts";
import type { ParDoFn } from "../dofn/element-fn.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import { INFERRED, madeOf, type CoderDeclaration } from "../graph/coder-declaration.ts";
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
  { name, fn, accumulator, output }: KeyedCombination,
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
    { spec: { kind: "combinePerKey", functionId, accumulator } },
  );
}

/** Combines the values of each key after all of them were brought together. */
export function addGrouped<O>(
  input: PCollection<KV<unknown, unknown>>,
  { name, fn, output }: KeyedCombination,
): PCollection<O> {
  const { pipeline, node } = input;
  checkKeyCoder(node, pipeline.fullName(name));
  return pipeline.compositeStep(name, new Map([[MAIN_INPUT, node]]), () =>
    addParDo<O>(input.groupByKey("Group"), named("CombineGroups"), ofValues(fn, combineGroup), {
      from: "pair",
      key: { from: "keyOf", collection: node },
      value: output,
    }),
  );
}

function combineGroup(fn: ErasedCombineFn, values: unknown): unknown {
  let accumulator = syncAccumulator(fn.createAccumulator());
  // What comes here was grouped.
  for (const value of values as Iterable<unknown>) accumulator = syncAccumulator(fn.addInput(accumulator, value));
  return syncResult(fn.extractOutput(accumulator));
}

/** Returns the ParDo that gives each pair what `run` makes of its value; it has the life cycle of the CombineFn. */
export function ofValues(anyFn: AnyCombineFn, run: (fn: ErasedCombineFn, value: unknown) => unknown): ParDoFn {
  // The graph's types have checked what reaches this step.
  const fn = anyFn as ErasedCombineFn;
  if (!hasLifeCycle(fn)) return { kind: "mapValues", fn: (value) => run(fn, value) };
  return doFn<KV<unknown, unknown>, KV<unknown, unknown>>()({
    async setup() {
      const resources = await fn.setup?.();
      return { resources, bound: bindCombineFn(fn, { resources, side: {} }) };
    },
    process: ([key, value], { emit, resources: { bound } }) => {
      emit([key, run(bound, value)]);
    },
    async teardown({ resources }) {
      await fn.teardown?.(resources);
    },
  });
}

/** Returns the name of a step in a composite of the library. */
export function named(name: string): StepName {
  return { name, defaultName: name };
}
