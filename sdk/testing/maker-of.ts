import { MAIN_OUTPUT, type CollectionNode, type TransformNode } from "../graph/nodes.ts";

/** What a collection comes from. */
export interface Maker {
  /** The outermost step, with the output's tag where that is not the main one. */
  readonly name: string;
  readonly step: TransformNode;
}

/**
 * Finds the outermost step that a collection comes from.
 *
 * @param all - all steps of the graph, composites before what they are made of
 */
export function makerOf(collection: CollectionNode, all: Iterable<TransformNode>): Maker {
  for (const step of all) {
    // A composite may give back what it was given.
    if ([...step.inputs.values()].includes(collection)) continue;
    for (const [tag, output] of step.outputs) {
      if (output === collection)
        return { name: tag === MAIN_OUTPUT ? step.uniqueName : `${step.uniqueName}.${tag}`, step };
    }
  }
  throw new Error(`No step of the graph makes the collection ${collection.id}.`);
}
