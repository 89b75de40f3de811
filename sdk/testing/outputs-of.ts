import { allTransforms, type CollectionNode, type Graph, type TransformNode } from "../graph/nodes.ts";
import { makerOf } from "./maker-of.ts";

/**
 * Finds the outputs of a graph, by name: the collections that no step takes. Of a step that writes, which is one whose name
 * begins with "Write", or one that returns nothing, what it is given is an output, and what it returns is not.
 */
export function outputsOf({ roots }: Graph): ReadonlyMap<string, CollectionNode> {
  const taken = new Set(roots.flatMap(({ inputs }) => [...inputs.values()]));
  const writers = [...writersIn(roots)];
  const written = new Set(writers.flatMap(({ outputs }) => [...outputs.values()]));
  const ends = new Set(writers.flatMap(({ inputs }) => [...inputs.values()]));
  for (const { inputs, outputs } of roots) {
    if (outputs.size === 0) add(ends, inputs.values());
    add(
      ends,
      [...outputs.values()].filter((output) => !taken.has(output) && !written.has(output)),
    );
  }
  const all = [...allTransforms(roots)];
  return new Map([...ends].map((node) => [makerOf(node, all).name, node]));
}

/** Yields the outermost steps that write. */
function* writersIn(nodes: readonly TransformNode[]): Generator<TransformNode> {
  for (const node of nodes) {
    const ownName = node.uniqueName.slice(node.uniqueName.lastIndexOf("/") + 1);
    if (ownName.startsWith("Write") && node.inputs.size > 0) yield node;
    else yield* writersIn(node.children);
  }
}

function add<T>(set: Set<T>, items: Iterable<T>): void {
  for (const item of items) set.add(item);
}
