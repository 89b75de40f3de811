import type { Coder } from "../coders/coder.ts";

/**
 * Combines many values into one, by way of accumulators that can be built apart and merged: what
 * {@link PCollection.combinePerKey} takes.
 *
 * Merging must be associative and commutative, because a runner combines in any order. The functions are synchronous:
 * what must be awaited belongs into a step before or after.
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
  /** Returns the accumulator of no values at all. */
  createAccumulator(): A;
  /** Returns the accumulator with one value more; it may change and return the one that it is given. */
  addInput(accumulator: A, input: I): A;
  /** Returns the accumulator of the values of both; it may change and return the first one. */
  mergeAccumulators(into: A, other: A): A;
  /** Returns the result. */
  extractOutput(accumulator: A): O;
  /** Returns a smaller accumulator of the same values; called before an accumulator travels. */
  compact?(accumulator: A): A;
  /** Encodes accumulators; the value coder when left out. */
  readonly accumulatorCoder?: Coder<A>;
  /** Encodes results; the value coder when left out. */
  readonly outputCoder?: Coder<O>;
}

/** A CombineFn whose types are erased, as the graph and the kernel hold it. */
export type AnyCombineFn = CombineFn<never, unknown, unknown>;
