import type { PCollection } from "../pipeline/pcollection.ts";
import { addParDo } from "./par-do.ts";
import { named } from "./combine-steps.ts";

/** Pairs each element with itself as the key, which has the coder that was named for the elements, if one was. */
export function keyedByElement<T>(input: PCollection<T>, name: string): PCollection<[T, T]> {
  return addParDo(
    input,
    named(name),
    { kind: "keyBy", fn: (element) => element },
    {
      from: "pair",
      key: { from: "sameAs", collection: input.node },
      value: { from: "sameAs", collection: input.node },
    },
  );
}
