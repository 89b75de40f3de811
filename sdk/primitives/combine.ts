import type { Coder } from "../coders/coder.ts";
import { iterableCoder } from "../coders/iterable-coder.ts";
import { INFERRED, type CoderDeclaration } from "../graph/coder-declaration.ts";
import { checkKeyCoder } from "../graph/check-key-coder.ts";
import { MAIN_INPUT, type TransformSpec } from "../graph/nodes.ts";
import type { StepName } from "../graph/graph-builder.ts";
import type { AnyCombineFn, CombineFn } from "../dofn/combine-fn.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { flatten } from "./flatten.ts";
import { impulse } from "./impulse.ts";
import { addParDo } from "./par-do.ts";
import { addStep, namedArguments } from "./step.ts";

/** Combines the values of each key and window. */
export function combinePerKey<O>(input: PCollection<unknown>, args: readonly unknown[]): PCollection<O> {
  const { name, taken } = namedArguments(args, "combinePerKey");
  // The method's types say that these are pairs; an element that is none is found at run time.
  return addCombinePerKey(input as PCollection<KV<unknown, unknown>>, name, combineFnOf(taken, "combinePerKey"));
}

function addCombinePerKey<O>(
  input: PCollection<KV<unknown, unknown>>,
  name: StepName,
  fn: AnyCombineFn,
): PCollection<O> {
  const { pipeline, node } = input;
  checkKeyCoder(node, pipeline.fullName(name));
  const functionId = pipeline.functions.add("combine", fn, pipeline.fullName(name));
  const accumulator: CoderDeclaration =
    fn.accumulatorCoder === undefined ? INFERRED : { from: "producer", coder: fn.accumulatorCoder };
  const output: CoderDeclaration = {
    from: "pair",
    key: { from: "keyOf", collection: node },
    value: fn.outputCoder === undefined ? INFERRED : { from: "producer", coder: fn.outputCoder },
  };
  const spec: TransformSpec = { kind: "combinePerKey", functionId, accumulator };
  // A runner that can't lift the combination takes the composite's parts: group, then combine each group.
  return pipeline.compositeStep(
    name,
    new Map([[MAIN_INPUT, node]]),
    () =>
      addStep<O>(input.groupByKey("Group"), {
        name: { name: "CombineGroups", defaultName: "CombineGroups" },
        spec: { kind: "combineGroupedValues", functionId, accumulator },
        coder: output,
      }),
    spec,
  );
}

/** Combines all elements of each window. */
export function combineGlobally<O>(input: PCollection<unknown>, args: readonly unknown[]): PCollection<O> {
  const { name, taken } = namedArguments(args, "combineGlobally");
  const fn = combineFnOf(taken, "combineGlobally");
  return input.pipeline.compositeStep(name, new Map([[MAIN_INPUT, input.node]]), () => {
    const keyed = input.keyBy("WithoutKey", () => null);
    const perWindow = addCombinePerKey<KV<null, O>>(keyed, named("Combine"), fn).values("Values");
    return input.node.windowing.windowFn.kind === "global_windows" ? orDefault(perWindow, fn) : perWindow;
  });
}

/**
 * Adds the result of no elements to a collection that has none.
 *
 *     combined (0 or 1 element) -> [null, [o]] \
 *                                               OrNone -> Choose: [o], if any -> o, or the result of no elements
 *     impulse  (1 element)      -> [null, []]  /
 */
function orDefault<O>(combined: PCollection<O>, fn: AnyCombineFn): PCollection<O> {
  // All in between is written by the results' own coder: no other need be able to.
  const coder: CoderDeclaration = {
    from: "pair",
    key: INFERRED,
    value: { from: "iterable", element: { from: "sameAs", collection: combined.node } },
  };
  const found = addParDo<KV<null, O[]>>(
    combined,
    named("Found"),
    { kind: "map", fn: (value) => [null, [value]] },
    coder,
  );
  const none = addParDo<KV<null, O[]>>(
    impulse(combined.pipeline, "Fallback"),
    named("None"),
    { kind: "map", fn: () => [null, []] },
    coder,
  );
  const chosen = addCombinePerKey<KV<null, O>>(flatten("OrNone", [found, none]), named("Choose"), firstOrNone<O>(fn));
  return chosen.values("Result");
}

/** Takes the one result that there is, or else that of an accumulator of `fn` without input. */
function firstOrNone<O>(fn: AnyCombineFn): CombineFn<readonly O[], readonly O[], O> {
  // Whoever combines by `fn` gets what its functions return.
  const outputCoder = fn.outputCoder as Coder<O> | undefined;
  return {
    createAccumulator: () => [],
    addInput: (chosen, next) => (chosen.length > 0 ? chosen : next),
    mergeAccumulators: (a, b) => (a.length > 0 ? a : b),
    extractOutput: (chosen) => (chosen.length > 0 ? chosen[0] : fn.extractOutput(fn.createAccumulator())) as O,
    ...(outputCoder && { outputCoder, accumulatorCoder: iterableCoder(outputCoder) as Coder<readonly O[]> }),
  };
}

function named(name: string): StepName {
  return { name, defaultName: name };
}

function combineFnOf(taken: unknown, method: string): AnyCombineFn {
  if (typeof taken === "function") {
    throw new TypeError(`${method}(...) takes a CombineFn, not a function: call it, as in sum().`);
  }
  const fn = taken as Partial<AnyCombineFn>;
  const missing = (["createAccumulator", "addInput", "mergeAccumulators", "extractOutput"] as const).filter(
    (part) => typeof fn[part] !== "function",
  );
  if (missing.length > 0) throw new TypeError(`${method}(...) takes a CombineFn; it lacks ${missing.join(", ")}.`);
  return taken as AnyCombineFn;
}
