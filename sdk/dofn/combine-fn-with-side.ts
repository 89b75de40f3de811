import { bindCombineFn } from "./bind-combine-fn.ts";
import type { CombineCoder, CombineContext, CombineFn } from "./combine-fn.ts";
import type { SideInputSpecs, SideTypes, SideTypesOf } from "./side-inputs.ts";

declare const types: unique symbol;

/** The functions of a CombineFn, each with what it may know beside values and accumulators. */
export interface CombineFnParts<I, A, O, Resources, SideSpecs extends SideInputSpecs> {
  /** What the functions read as `side`, by name: `{ rates: sideInput.map<string, number>() }`. */
  readonly side?: SideSpecs;
  /** Runs once before the first bundle of an instance. What it returns is `resources` to the others. */
  setup?(): Resources | PromiseLike<Resources>;
  /** Returns the accumulator of no values at all. */
  createAccumulator(context: CombineContext<Resources, SideTypesOf<SideSpecs>>): A;
  /** Returns the accumulator with one value more; it may change and return the one that it is given. */
  addInput(accumulator: A, input: I, context: CombineContext<Resources, SideTypesOf<SideSpecs>>): A;
  /** Returns the accumulator of the values of both; it may change and return the first one. */
  mergeAccumulators(into: A, other: A, context: CombineContext<Resources, SideTypesOf<SideSpecs>>): A;
  /** Returns the result. */
  extractOutput(accumulator: A, context: CombineContext<Resources, SideTypesOf<SideSpecs>>): O;
  /** Returns a smaller accumulator of the same values; called before an accumulator travels. */
  compact?(accumulator: A, context: CombineContext<Resources, SideTypesOf<SideSpecs>>): A;
  /** Runs once after the last bundle of an instance, also when the job fails. */
  teardown?(resources: Resources): void | PromiseLike<void>;
  /** Encodes accumulators; the value coder when left out. */
  readonly accumulatorCoder?: CombineCoder<A>;
  /** Encodes results; the value coder when left out. */
  readonly outputCoder?: CombineCoder<O>;
}

/** A CombineFn that reads side inputs: what it is applied with says which. Made by {@link combineFn}. */
export interface CombineFnWithSide<in I, A, out O, in out Side extends SideTypes> {
  readonly kind: "combineFnWithSide";
  /** Its functions, which want their side inputs in the context. */
  readonly fn: CombineFn<I, A, O>;
  readonly side: SideInputSpecs;
  /** The types of the side inputs, for the compiler alone: nothing is ever there. */
  readonly [types]: (side: Side) => Side;
}

/** A CombineFn, and where it declares side inputs, one that is applied with them. */
export type CombineFnOf<I, A, O, Side extends SideTypes> = [keyof Side] extends [never]
  ? CombineFn<I, A, O>
  : CombineFnWithSide<I, A, O, Side>;

/**
 * Makes a CombineFn that sets something up or reads side inputs. The types of values and results are given first; those of
 * accumulators, resources and side inputs are inferred. One that does neither is as well written as a plain object.
 *
 * @example
 * ```ts
 * const total = combineFn<Sale, number>()({
 *   side: { rates: sideInput.map<string, number>() },
 *   createAccumulator: () => 0,
 *   addInput: (total, sale, { side }) => total + sale.price * (side.rates.get(sale.currency) ?? 1),
 *   mergeAccumulators: (a, b) => a + b,
 *   extractOutput: (total) => total,
 * });
 * const totals = salesByShop.combinePerKey("Total", total, { side: { rates: rates.asMap() } });
 * ```
 */
export function combineFn<I, O>(): <
  A,
  Resources = undefined,
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as a Record, messages would not name it
  SideSpecs extends SideInputSpecs = { readonly [Name in never]: never },
>(
  parts: CombineFnParts<I, A, O, Resources, SideSpecs>,
) => CombineFnOf<I, A, O, SideTypesOf<SideSpecs>> {
  return (parts) => {
    const { side = {}, ...functions } = parts;
    // The context is always there for whoever is made here: the kernel and the primitives bind it.
    const fn = functions as unknown as CombineFn<I, never, O>;
    const made = Object.keys(side).length === 0 ? withContext(fn) : { kind: "combineFnWithSide", fn, side };
    return Object.freeze(made) as never;
  };
}

/** Lets a CombineFn be called without a context, as its users may, when it has no life cycle either. */
function withContext<I, A, O>(fn: CombineFn<I, A, O>): CombineFn<I, A, O> {
  if (fn.setup !== undefined || fn.teardown !== undefined) return fn;
  return { ...fn, ...bindCombineFn(fn, { resources: undefined, side: {} }) };
}
