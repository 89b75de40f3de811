import type { PCollection } from "../pipeline/pcollection.ts";
import { addStep, optionallyNamed } from "./step.ts";

/**
 * Redistributes elements without changing them.
 *
 * Source: `beam:transform:reshuffle:v1`.
 */
export function reshuffle<T>(input: PCollection<T>, name: string | undefined): PCollection<T> {
  return addStep(input, {
    name: optionallyNamed(name, "Reshuffle"),
    spec: { kind: "reshuffle" },
    coder: { from: "sameAs", collection: input.node },
  });
}
