import { lifeCycleOf } from "../dofn/bind-combine-fn.ts";
import type { AnyCombineFn, CombineFn } from "../dofn/combine-fn.ts";
import type { CombineFnWithSide } from "../dofn/combine-fn-with-side.ts";
import type { SideInputSpecs, SideTypes } from "../dofn/side-inputs.ts";
import { INFERRED, type CoderDeclaration } from "../graph/coder-declaration.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { MAIN_INPUT } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { combineOptionsOf, EmptyDefaultError, fanoutOf, type CombineOptionParts } from "./combine-options.ts";
import { addGrouped, addLifted, codersOf, named } from "./combine-steps.ts";
import { flatten } from "./flatten.ts";
import { addWithFanout } from "./hot-key-fanout.ts";
import { impulse } from "./impulse.ts";
import { addParDo } from "./par-do.ts";
import { checkSideInputs } from "./side-input.ts";
import { namedArguments } from "./step.ts";

/** Combines the values of each key and window. */
export function combinePerKey<O>(input: PCollection<unknown>, args: readonly unknown[]): PCollection<O> {
  const method = "combinePerKey";
  const { name, taken, options } = namedArguments(args, method);
  const { fn, side } = combineFnOf(taken, method);
  const known = combineOptionsOf(options, side === undefined ? ["hotKeyFanout", "lift"] : ["side"], method);
  if (side !== undefined) checkSideInputs(side, known.side, { what: "CombineFn", method });
  // The method's types say that these are pairs; an element that is none is found at run time.
  return addCombinePerKey(input as PCollection<KV<unknown, unknown>>, name, fn, known);
}

function addCombinePerKey<O>(
  input: PCollection<KV<unknown, unknown>>,
  name: StepName,
  fn: AnyCombineFn,
  { lift = true, hotKeyFanout: fanout = 1, side, settings }: CombineOptionParts,
): PCollection<O> {
  const combination = { name, fn, ...codersOf(fn, input.node), settings, side };
  const addPartial = lift && side === undefined ? addLifted : addGrouped;
  return fanout === 1
    ? addPartial<O>(input, combination)
    : addWithFanout<O>(input, combination, { fanout, addPartial });
}

/** Combines all elements of each window. */
export function combineGlobally<O>(input: PCollection<unknown>, args: readonly unknown[]): PCollection<O> {
  const method = "combineGlobally";
  const { name, taken, options } = namedArguments(args, method);
  const { fn, side: declared } = combineFnOf(taken, method);
  const names = [
    "emptyDefault",
    ...(declared === undefined ? (["fanout", "lift"] as const) : (["side"] as const)),
  ] as const;
  const { settings, emptyDefault, fanout = 1, ...keyed } = combineOptionsOf(options, names, method);
  if (declared !== undefined) checkSideInputs(declared, keyed.side, { what: "CombineFn", method });
  const { windowFn } = input.node.windowing;
  const isGlobal = windowFn.kind === "global_windows";
  if (emptyDefault === true && !isGlobal) {
    throw new EmptyDefaultError(input.pipeline.fullName(name), windowFn.toString());
  }
  const hotKeyFanout = fanoutOf(fanout, "The fanout of combineGlobally(...)");
  const build = (): PCollection<O> => {
    const pairs = input.keyBy("WithoutKey", () => null);
    const all = { ...keyed, hotKeyFanout, settings: undefined };
    const perWindow = addCombinePerKey<KV<null, O>>(pairs, named("Combine"), fn, all).values("Values");
    return (emptyDefault ?? isGlobal) ? orDefault(perWindow, fn, keyed.side) : perWindow;
  };
  return input.pipeline.compositeStep(name, new Map([[MAIN_INPUT, input.node]]), build, { settings });
}

/**
 * Adds the result of no elements to a collection that has none.
 *
 *     combined (0 or 1 element) -> [null, [o]] \
 *                                               OrNone -> Choose: [o], if any -> o, or the result of no elements
 *     impulse  (1 element)      -> [null, []]  /
 */
function orDefault<O>(combined: PCollection<O>, fn: AnyCombineFn, side: unknown): PCollection<O> {
  // All in between is written by the results' own coder: no other need be able to.
  const output: CoderDeclaration = { from: "sameAs", collection: combined.node };
  const accumulator: CoderDeclaration = { from: "iterable", element: output };
  const coder: CoderDeclaration = { from: "pair", key: INFERRED, value: accumulator };
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
  const add = side === undefined ? addLifted : addGrouped;
  const choose = { name: named("Choose"), fn: firstOrNone<O>(fn), accumulator, output, side };
  return add<KV<null, O>>(flatten("OrNone", [found, none]), choose).values("Result");
}

/** Takes the one result that there is, or else that of an accumulator of `fn` without input. */
function firstOrNone<O>(fn: AnyCombineFn): CombineFn<readonly O[], readonly O[], O> {
  return {
    ...lifeCycleOf(fn),
    createAccumulator: () => [],
    addInput: (chosen, next) => (chosen.length > 0 ? chosen : next),
    mergeAccumulators: (a, b) => (a.length > 0 ? a : b),
    // Whoever combines by `fn` gets what its functions return.
    extractOutput: (chosen, context) =>
      (chosen.length > 0 ? chosen[0] : fn.extractOutput(fn.createAccumulator(context), context)) as O,
  };
}

/** What a combination is given: its functions, and the side inputs that they declare, if they do. */
interface TakenCombineFn {
  readonly fn: AnyCombineFn;
  readonly side: SideInputSpecs | undefined;
}

function combineFnOf(taken: unknown, method: string): TakenCombineFn {
  if (typeof taken === "function") {
    throw new TypeError(`${method}(...) takes a CombineFn, not a function: call it, as in sum().`);
  }
  const { kind, ...withSide } = taken as Partial<CombineFnWithSide<never, unknown, unknown, SideTypes>>;
  if (kind === "combineFnWithSide") return withSide as TakenCombineFn;
  const fn = taken as Partial<AnyCombineFn>;
  const missing = (["createAccumulator", "addInput", "mergeAccumulators", "extractOutput"] as const).filter(
    (part) => typeof fn[part] !== "function",
  );
  if (missing.length > 0) throw new TypeError(`${method}(...) takes a CombineFn; it lacks ${missing.join(", ")}.`);
  return { fn: taken as AnyCombineFn, side: undefined };
}
