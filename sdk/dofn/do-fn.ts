import type { BundleContext, OutputTypes, ProcessContext, SetupContext, TeardownContext } from "./contexts.ts";
import type { NoSide, SideInputSpecs, SideTypes, SideTypesOf } from "./side-inputs.ts";

declare const outputType: unique symbol;

/** Declares the type of a tagged output. Made by {@link output}. */
export interface OutputSpec<T> {
  readonly [outputType]?: T;
}

/** The tagged outputs of a DoFn that declares none. */
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as a Record, messages would not name it
export type NoOutputs = { readonly [Tag in never]: unknown };

/** The outputs that a DoFn declares beside its main one, by tag. */
export type OutputSpecs = Readonly<Record<string, OutputSpec<unknown>>>;

/** The element types of declared outputs. */
export type OutputsOf<Specs extends OutputSpecs> = [keyof Specs] extends [never]
  ? NoOutputs
  : { readonly [Tag in keyof Specs]: Specs[Tag] extends OutputSpec<infer T> ? T : never };

/** The functions of a DoFn. All may be asynchronous; only `process` must be there. */
export interface DoFnParts<
  I,
  O,
  Specs extends OutputSpecs,
  Resources,
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as in NoOutputs
  SideSpecs extends SideInputSpecs = { readonly [Name in never]: never },
> {
  /** The outputs beside the main one, by tag: `{ rejected: output<Order>() }`. The tag `output` is the main one's. */
  readonly outputs?: Specs;
  /** What `process` reads as `side`, by name: `{ customers: sideInput.set<string>() }`. */
  readonly side?: SideSpecs;
  /** Runs once before the first bundle of an instance. What it returns is `resources` to all the others. */
  setup?(context: SetupContext): Resources | PromiseLike<Resources>;
  /** Runs before the first element of each bundle. */
  startBundle?(context: BundleContext<O, OutputsOf<Specs>, Resources>): void | PromiseLike<void>;
  /** Runs for each element. */
  process(
    element: I,
    context: ProcessContext<O, OutputsOf<Specs>, Resources, SideTypesOf<SideSpecs>>,
  ): void | PromiseLike<void>;
  /** Runs after the last element of each bundle: what it emits and writes belongs to the bundle. */
  finishBundle?(context: BundleContext<O, OutputsOf<Specs>, Resources>): void | PromiseLike<void>;
  /** Runs once after the last bundle of an instance, also when the job fails or is cancelled. */
  teardown?(resources: Resources, context: TeardownContext): void | PromiseLike<void>;
}

declare const types: unique symbol;

/** The types of a DoFn, for the compiler alone: nothing is ever there. */
export interface DoFnTypes<in I, out O, in out Tags extends OutputTypes, in out Side extends SideTypes = NoSide> {
  /** The type of input elements. */
  readonly input: (element: I) => void;
  /** The type of the main output's elements. */
  readonly output: O;
  /** The types of the tagged outputs' elements. */
  readonly tags: (tags: Tags) => Tags;
  /** The types of what it reads as side inputs. */
  readonly side: (side: Side) => Side;
}

/**
 * A function over elements with a life cycle: what {@link PCollection.parDo} takes. Made by {@link doFn}.
 *
 * `I` is the type of its input elements, `O` of its main output's, `Tags` of its tagged outputs', `Side` of what it reads as
 * side inputs: none when left out.
 */
export interface DoFn<
  in I,
  out O,
  in out Tags extends OutputTypes = NoOutputs,
  in out Side extends SideTypes = NoSide,
> {
  readonly kind: "doFn";
  readonly parts: DoFnParts<never, unknown, OutputSpecs, unknown, SideInputSpecs>;
  // Invariant in its tags and side inputs: whether there are any decides what `parDo` returns, and takes.
  // Only a type: no DoFn has this field.
  readonly [types]: DoFnTypes<I, O, Tags, Side>;
}

/** Declares a tagged output of elements of type `T`. */
export function output<T>(): OutputSpec<T> {
  return {};
}

/**
 * Makes a DoFn from its functions. The types of input and output elements are given first; the types of resources, of
 * tagged outputs and of side inputs are inferred.
 *
 * @example
 * ```ts
 * const parse = doFn<string, Order>()({
 *   outputs: { rejected: output<string>() },
 *   setup: async () => ({ prices: await loadPrices() }),
 *   process(line, { emit, emitTo, resources }) {
 *     const order = parseOrder(line, resources.prices);
 *     if (order === undefined) emitTo("rejected", line);
 *     else emit(order);
 *   },
 * });
 * const { output: orders, rejected } = lines.parDo("Parse", parse);
 * ```
 */
export function doFn<I, O = I>(): <
  Resources = undefined,
  Specs extends OutputSpecs = NoOutputs,
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as in NoOutputs
  SideSpecs extends SideInputSpecs = { readonly [Name in never]: never },
>(
  parts: DoFnParts<I, O, Specs, Resources, SideSpecs>,
) => DoFn<I, O, OutputsOf<Specs>, SideTypesOf<SideSpecs>> {
  return (parts) => {
    if (parts.outputs !== undefined && Object.hasOwn(parts.outputs, "output")) {
      throw new TypeError('A tagged output can\'t be named "output": that is the main output. Choose another tag.');
    }
    if (typeof (parts as Partial<typeof parts>).process !== "function") {
      throw new TypeError("doFn(...) takes an object with a function `process(element, context)`; it lacks that.");
    }
    // The element types are erased here, in one place: the kernel hands over what the graph's types have checked.
    return Object.freeze({ kind: "doFn", parts }) as unknown as never;
  };
}
