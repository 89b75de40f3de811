import type { PCollection, Pipeline } from "../../index.ts";

/** A whole pipeline, with what must come of it on every runner. */
export interface ConformanceCase {
  /** A claim, unique in the suite. */
  readonly name: string;
  /** Builds the pipeline, and returns the collections to look at, by name. */
  readonly build: (p: Pipeline) => Readonly<Record<string, PCollection<unknown>>>;
  /** The elements that each of these collections must have, in any order. */
  readonly expected: Readonly<Record<string, readonly unknown[]>>;
  /** The counters that the result must have, by name, summed over the steps. */
  readonly counters?: Readonly<Record<string, number>>;
}

/**
 * Where the elements of a run come together in the process of the test. In this process that is an array; a runner with
 * workers elsewhere needs one that they can reach.
 */
export interface Observer {
  /** Adds what brings the elements of a collection here. */
  observe(collection: PCollection<unknown>, name: string): void;
  /** Returns what has come, by the name of the collection. */
  observed(name: string): readonly unknown[];
}
