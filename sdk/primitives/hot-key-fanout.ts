import { varintCoder } from "../coders/varint-coder.ts";
import { lifeCycleOf } from "../dofn/bind-combine-fn.ts";
import type { AnyCombineFn, CombineFn } from "../dofn/combine-fn.ts";
import { doFn, output } from "../dofn/do-fn.ts";
import { describeResult, WrongResultError } from "../dofn/wrong-result-error.ts";
import type { ParDoFn } from "../dofn/element-fn.ts";
import type { CoderDeclaration } from "../graph/coder-declaration.ts";
import { MAIN_INPUT, MAIN_OUTPUT } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { KV } from "../values/kv.ts";
import { fanoutOf, isFanout } from "./combine-options.ts";
import { addLifted, named, ofValues, type ErasedCombineFn, type KeyedCombination } from "./combine-steps.ts";
import { flatten } from "./flatten.ts";
import { addParDo } from "./par-do.ts";
import { addStep } from "./step.ts";

type Pairs = PCollection<KV<unknown, unknown>>;

/** How a combination with a fan-out is done, beside the combination itself. */
export interface Fanout {
  /** Into how many parts the values of each key go. */
  readonly fanout: number | ((key: unknown) => number);
  /** Combines the values of each part. */
  readonly addPartial: <O>(input: Pairs, combination: KeyedCombination) => PCollection<O>;
}

const cold = "cold";

/**
 * Combines the values of each key in two steps, so that those of a hot key are not all combined in one place.
 *
 *     [k, v] -> Spread -> [[part, k], v] -> Partial -> [[part, k], A] -> WithoutPart -> [k, A] -> Merge -> [k, O]
 *                    \                                                                       /
 *                     -- of keys that are not hot --> [k, v] -> AsAccumulators --> [k, A] --
 */
export function addWithFanout<O>(
  input: Pairs,
  combination: KeyedCombination,
  { fanout, addPartial }: Fanout,
): PCollection<O> {
  const { pipeline, node } = input;
  const { name, fn, accumulator, settings } = combination;
  const key: CoderDeclaration = { from: "keyOf", collection: node };
  const accumulators: CoderDeclaration = { from: "pair", key, value: accumulator };
  const step = pipeline.fullName(name);
  const build = (): PCollection<O> => {
    const { hot, rest } = spread(input, fanout, step);
    const partial = addPartial(hot, {
      name: named("Partial"),
      fn: toAccumulators(fn),
      accumulator,
      output: accumulator,
    });
    const functionId = pipeline.functions.add("parDo", withoutPart, `${step}/WithoutPart`);
    const merged = addStep<KV<unknown, unknown>>(partial, {
      name: named("WithoutPart"),
      spec: { kind: "parDo", functionId },
      coder: accumulators,
      // Windows that were merged in each part are merged again over all parts.
      windowing: node.windowing,
    });
    const others =
      rest && addParDo<KV<unknown, unknown>>(rest, named("AsAccumulators"), ofValues(fn, ofOne), accumulators);
    const all = others === undefined ? merged : flatten("All", [merged, others]);
    return addLifted<O>(all, { ...combination, name: named("Merge"), fn: ofAccumulators(fn), settings: undefined });
  };
  return pipeline.compositeStep(name, new Map([[MAIN_INPUT, node]]), build, { settings });
}

/** Adds the step that puts the values of hot keys into parts; `rest` has those of all others, where there may be some. */
function spread(
  input: Pairs,
  fanout: number | ((key: unknown) => number),
  step: string,
): { readonly hot: Pairs; readonly rest: Pairs | undefined } {
  const { pipeline, node } = input;
  const name = named("Spread");
  const what = `The hotKeyFanout of "${step}"`;
  const partsOf = typeof fanout === "number" ? () => fanout : (key: unknown) => fanoutResult(fanout(key), what);
  if (typeof fanout === "number") fanoutOf(fanout, what);
  const fn = doFn<KV<unknown, unknown>, KV<KV<number, unknown>, unknown>>()({
    outputs: { [cold]: output<KV<unknown, unknown>>() },
    setup: () => ({ part: 0 }),
    // All that a bundle has of a key goes into one part: in many, less would be combined before it travels.
    startBundle({ resources }) {
      resources.part = Math.floor(Math.random() * 2 ** 31);
    },
    process(pair, { emit, emitTo, resources }) {
      const parts = partsOf(pair[0]);
      if (parts > 1 || typeof fanout === "number") emit([[resources.part % parts, pair[0]], pair[1]]);
      else emitTo(cold, pair);
    },
  });
  const functionId = pipeline.functions.add("parDo", fn, pipeline.fullName(name));
  const value: CoderDeclaration = { from: "valueOf", collection: node };
  const shared = { windowing: node.windowing, isBounded: node.isBounded };
  const part: CoderDeclaration = { from: "producer", coder: varintCoder };
  const key: CoderDeclaration = { from: "pair", key: part, value: { from: "keyOf", collection: node } };
  const outputs = pipeline.step({
    name,
    spec: { kind: "parDo", functionId },
    inputs: new Map([[MAIN_INPUT, node]]),
    outputs: new Map([
      [MAIN_OUTPUT, { ...shared, coder: { from: "pair", key, value } }],
      [cold, { ...shared, coder: { from: "sameAs", collection: node } }],
    ]),
  });
  const made = (tag: string): Pairs => outputs.get(tag) as Pairs;
  return { hot: made(MAIN_OUTPUT), rest: typeof fanout === "number" ? undefined : made(cold) };
}

function fanoutResult(fanout: unknown, what: string): number {
  if (isFanout(fanout)) return fanout;
  throw new WrongResultError(`${what} returns a whole number of at least 1; it returned ${describeResult(fanout)}.`, [
    "return 1 for keys that are not hot",
  ]);
}

const withoutPart: ParDoFn = {
  kind: "map",
  fn: (element) => {
    const [[, key], accumulator] = element as KV<KV<number, unknown>, unknown>;
    return [key, accumulator];
  },
};

function ofOne(fn: ErasedCombineFn, value: unknown): unknown {
  return fn.addInput(fn.createAccumulator(), value);
}

/** Combines values into accumulators. */
function toAccumulators(anyFn: AnyCombineFn): ErasedCombineFn {
  const fn = anyFn as ErasedCombineFn;
  return {
    ...shared(fn),
    addInput: (accumulator, input, context) => fn.addInput(accumulator, input, context),
    extractOutput: (accumulator, context) =>
      fn.compact === undefined ? accumulator : fn.compact(accumulator, context),
  };
}

/** Combines accumulators into results. */
function ofAccumulators(anyFn: AnyCombineFn): ErasedCombineFn {
  const fn = anyFn as ErasedCombineFn;
  return {
    ...shared(fn),
    addInput: (into, other, context) => fn.mergeAccumulators(into, other, context),
    extractOutput: (accumulator, context) => fn.extractOutput(accumulator, context),
  };
}

/** What both have of the CombineFn as it is. */
function shared(fn: ErasedCombineFn): Omit<CombineFn<unknown, unknown, unknown>, "addInput" | "extractOutput"> {
  return {
    ...lifeCycleOf(fn),
    createAccumulator: (context) => fn.createAccumulator(context),
    mergeAccumulators: (into, other, context) => fn.mergeAccumulators(into, other, context),
    ...(fn.compact && { compact: (accumulator, context) => fn.compact?.(accumulator, context) }),
  };
}
