import type { Coder } from "../coders/coder.ts";

/** What the functions of a CombineFn are given beside values and accumulators. */
export interface CombineContext<Resources = unknown, Side = unknown> {
  /** What `setup` returned. */
  readonly resources: Resources;
  /** The side inputs, by the names under which they were handed in. */
  readonly side: Side;
}

/** Says which coder to use: one, or the one to be made of the coder of the input values. */
export type CombineCoder<T> = Coder<T> | ((input: Coder<unknown>) => Coder<T>);

/**
 * Combines many values into one, by way of accumulators that can be built apart and merged: what
 * {@link PCollection.combinePerKey} takes.
 *
 * Merging must be associative and commutative, because a runner combines in any order. The functions are synchronous, but
 * for `setup` and `teardown`: what must be awaited for a value belongs into a step before or after.
 *
 * @example
 * ```ts
 * const longest: CombineFn<string, string, string> = {
 *   createAccumulator: () => "",
 *   addInput: (longest, word) => (word.length > longest.length ? word : longest),
 *   mergeAccumulators: (a, b) => (b.length > a.length ? b : a),
 *   extractOutput: (longest) => longest,
 * };
 * ```
 */
export interface CombineFn<in I, A, out O> {
  /**
   * Runs once before the first bundle of an instance, and may be asynchronous. What it returns is `resources` to the
   * others.
   */
  setup?(): unknown;
  /** Returns the accumulator of no values at all. */
  createAccumulator(context?: CombineContext): A;
  /** Returns the accumulator with one value more; it may change and return the one that it is given. */
  addInput(accumulator: A, input: I, context?: CombineContext): A;
  /** Returns the accumulator of the values of both; it may change and return the first one. */
  mergeAccumulators(into: A, other: A, context?: CombineContext): A;
  /** Returns the result. */
  extractOutput(accumulator: A, context?: CombineContext): O;
  /** Returns a smaller accumulator of the same values; called before an accumulator travels. */
  compact?(accumulator: A, context?: CombineContext): A;
  /** Runs once after the last bundle of an instance, also when the job fails; may be asynchronous. */
  teardown?(resources: unknown): unknown;
  /** Encodes accumulators; the value coder when left out. A function makes it of the coder of the input values. */
  readonly accumulatorCoder?: CombineCoder<A>;
  /** Encodes results; the value coder when left out. A function makes it of the coder of the input values. */
  readonly outputCoder?: CombineCoder<O>;
}

/** A CombineFn whose types are erased, as the graph and the kernel hold it. */
export type AnyCombineFn = CombineFn<never, unknown, unknown>;

/** Returns the coder that is meant where values come in by `input`. */
export function combineCoderOf<T>(coder: CombineCoder<T>, input: Coder<unknown>): Coder<T> {
  return typeof coder === "function" ? coder(input) : coder;
}
