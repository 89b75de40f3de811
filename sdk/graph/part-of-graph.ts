import { allTransforms, type CollectionNode, type Graph, type TransformNode } from "./nodes.ts";

/**
 * Returns the part of a graph that a collection is made by: all other steps are left out.
 *
 *     Read -> Parse -> Count -> Write                         Read -> Parse -> Count
 *               \-> Rejected -> WriteRejected      becomes                       ^ the collection
 */
export function partOfGraph({ roots, collections, ...rest }: Graph, collection: CollectionNode): Graph {
  const leaves = leavesBehind(roots, collection);
  const kept = new Set([
    collection,
    ...[...leaves].flatMap((leaf) => [...leaf.inputs.values(), ...leaf.outputs.values()]),
  ]);
  return Object.freeze({
    ...rest,
    roots: Object.freeze(roots.flatMap((root) => partOf(root, leaves, kept))),
    collections: Object.freeze(collections.filter((node) => kept.has(node))),
  });
}

/** Finds the leaves that a collection is made by. */
function leavesBehind(roots: readonly TransformNode[], collection: CollectionNode): Set<TransformNode> {
  const makers = new Map<CollectionNode, TransformNode>();
  for (const node of allTransforms(roots)) {
    // A composite without steps gives back what it was given.
    const given = new Set(node.inputs.values());
    if (node.children.length > 0) continue;
    for (const output of node.outputs.values()) if (!given.has(output)) makers.set(output, node);
  }
  const leaves = new Set<TransformNode>();
  const waiting = [collection];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const maker = makers.get(next);
    if (maker === undefined || leaves.has(maker)) continue;
    leaves.add(maker);
    waiting.push(...maker.inputs.values());
  }
  return leaves;
}

/** Returns a transform with nothing but kept leaves in it; nothing where it has none. */
function partOf(
  node: TransformNode,
  leaves: ReadonlySet<TransformNode>,
  kept: ReadonlySet<CollectionNode>,
): TransformNode[] {
  if (leaves.has(node)) return [node];
  const children = node.children.flatMap((child) => partOf(child, leaves, kept));
  if (children.length === 0) return [];
  const isKept = ([, collection]: readonly [string, CollectionNode]): boolean => kept.has(collection);
  return [
    Object.freeze({
      ...node,
      children: Object.freeze(children),
      inputs: new Map([...node.inputs].filter(isKept)),
      outputs: new Map([...node.outputs].filter(isKept)),
    }),
  ];
}
