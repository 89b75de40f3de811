import { canonicalValueCoder, type Coder, type CombineFn } from "../sdk/index.ts";
import { listCoder, mappedCoder } from "./element-coders.ts";

/** Values by what makes them the same. */
export type ByStructure<T> = Map<unknown, T>;

/** Returns what two values have in common when they are the same, as keys are: what is in objects counts. */
export function structureOf(value: unknown): unknown {
  return canonicalValueCoder.structuralValue(value);
}

/** Returns the coder of values by their structure, which is told from them. */
export function byStructureCoder<T>(input: Coder<unknown>, keyOf: (value: T) => unknown): Coder<ByStructure<T>> {
  return mappedCoder<ByStructure<T>, T[]>("by_structure", listCoder<T>(input), {
    to: (held) => [...held.values()],
    from: (values) => new Map(values.map((value) => [structureOf(keyOf(value)), value])),
  });
}

/**
 * Returns the CombineFn of the set of all values. Objects are in it once for all that are equal by what is in them. All of
 * them must fit into memory: see {@link distinct} where they may not.
 *
 * @example
 * ```ts
 * const tags = posts.flatMap((post) => post.tags).combineGlobally(toSet());    // PCollection<Set<string>>
 * ```
 */
export function toSet<T>(): CombineFn<T, ByStructure<T>, Set<T>> {
  const add = (held: ByStructure<T>, value: T): void => {
    const structure = structureOf(value);
    if (!held.has(structure)) held.set(structure, value);
  };
  return {
    createAccumulator: () => new Map(),
    addInput: (held, value) => {
      add(held, value);
      return held;
    },
    mergeAccumulators: (into, other) => {
      for (const [structure, value] of other) if (!into.has(structure)) into.set(structure, value);
      return into;
    },
    extractOutput: (held) => new Set(held.values()),
    accumulatorCoder: (input) => byStructureCoder<T>(input, (value) => value),
  };
}
