import type { PCollection } from "./pcollection.ts";
import type { Pipeline } from "./pipeline.ts";

/**
 * A composite: a function from a PCollection to whatever it makes of it.
 *
 * @example
 * ```ts
 * const normalise: PTransform<string, PCollection<string>> = (lines) => lines.map((line) => line.trim()).filter(Boolean);
 * const words = lines.apply("Normalise", normalise);
 * ```
 */
export type PTransform<I, O> = (input: PCollection<I>) => O;

/** A composite that begins a pipeline: what reads from the outside. */
export type RootTransform<O> = (pipeline: Pipeline) => O;
