import type {
  Components,
  PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";

/** A transform that is run as it is, not by what it is made of. */
export interface Leaf {
  readonly id: string;
  readonly transform: PTransform;
  /** The full name of the user's step that it belongs to. */
  readonly step: string;
}

/** The leaves of a pipeline, each after those whose outputs it takes, and the components that they refer to. */
export interface PlanGraph {
  readonly leaves: readonly Leaf[];
  readonly components: Components;
  /** The full names of the steps that units run, in the order of the pipeline. */
  readonly stepNames: readonly string[];
}

/**
 * Sorts leaves so that each comes after those whose outputs it takes.
 *
 * @throws Error when they take each other's outputs in a circle, or make the same collection
 */
export function sortLeaves(leaves: readonly Leaf[]): Leaf[] {
  const producers = new Map<string, Leaf>();
  for (const leaf of leaves) {
    for (const id of Object.values(leaf.transform.outputs)) {
      const other = producers.get(id);
      if (other !== undefined) throw new Error(`Both "${other.step}" and "${leaf.step}" make collection ${id}.`);
      producers.set(id, leaf);
    }
  }
  const consumers = new Map<Leaf, Leaf[]>();
  const missing = new Map<Leaf, number>();
  for (const leaf of leaves) {
    const inputs = Object.values(leaf.transform.inputs).map((id) => producers.get(id));
    for (const producer of inputs) {
      if (producer === undefined) continue;
      const known = consumers.get(producer);
      if (known === undefined) consumers.set(producer, [leaf]);
      else known.push(leaf);
    }
    missing.set(leaf, inputs.filter((producer) => producer !== undefined).length);
  }
  const sorted = leaves.filter((leaf) => missing.get(leaf) === 0);
  for (const leaf of sorted) {
    for (const consumer of consumers.get(leaf) ?? []) {
      const left = (missing.get(consumer) ?? 0) - 1;
      missing.set(consumer, left);
      if (left === 0) sorted.push(consumer);
    }
  }
  if (sorted.length < leaves.length)
    throw new Error("The steps of the pipeline take each other's outputs in a circle.");
  return sorted;
}
