import type { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { impulse } from "./impulse.ts";

/** Returns a PCollection of `values`, which are taken when the pipeline is built. */
export function create<T>(pipeline: Pipeline, name: string | undefined, values: Iterable<T>): PCollection<T> {
  // A string is one element to whoever writes it here, though it is an iterable of its characters.
  if (typeof values !== "object" || typeof (values as Partial<Iterable<T>> | null)?.[Symbol.iterator] !== "function") {
    throw new TypeError("create takes an iterable of elements, such as an array.");
  }
  const elements = [...values];
  return pipeline.compositeStep({ name, defaultName: "Create" }, new Map(), () =>
    impulse(pipeline).flatMap("Elements", () => elements as Iterable<NonNullable<T>>),
  );
}
