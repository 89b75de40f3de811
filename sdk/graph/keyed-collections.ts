import { readsPairs } from "../dofn/side-inputs.ts";
import type { CoderDeclaration } from "./coder-declaration.ts";
import {
  allTransforms,
  isKeyed,
  MAIN_INPUT,
  type CollectionNode,
  type Graph,
  type TransformNode,
  type TransformSpec,
} from "./nodes.ts";

/**
 * Finds the collections whose elements must be pairs, each with the full name of a step that needs it: those that are
 * grouped or read as maps, those whose keys or values are taken, and those that all of their elements come from.
 */
export function keyedCollections(graph: Graph): ReadonlyMap<CollectionNode, string> {
  const keyed = new Map<CollectionNode, string>();
  for (const { spec, inputs, outputs, uniqueName } of allTransforms(graph.roots)) {
    // What a composite gives back is made by the steps in it, which are nearer to the cause.
    if (spec.kind === "composite") continue;
    const input = inputs.get(MAIN_INPUT);
    if (input !== undefined && isKeyed(spec)) demandPairs(input, uniqueName, keyed);
    for (const side of sidesOfPairs(spec, inputs)) demandPairs(side, uniqueName, keyed);
    for (const { coder } of outputs.values()) {
      for (const source of pairsBehind(coder)) demandPairs(source, uniqueName, keyed);
    }
  }
  return keyed;
}

/** Returns the side inputs that a step reads by key. */
export function sidesOfPairs(spec: TransformSpec, inputs: TransformNode["inputs"]): CollectionNode[] {
  if (spec.kind !== "parDo" || spec.sideInputs === undefined) return [];
  return [...spec.sideInputs].flatMap(([tag, { kind }]) => {
    const collection = inputs.get(tag);
    return collection !== undefined && kind !== undefined && readsPairs(kind) ? [collection] : [];
  });
}

function demandPairs(collection: CollectionNode, step: string, keyed: Map<CollectionNode, string>): void {
  const waiting = [collection];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (keyed.has(next)) continue;
    keyed.set(next, step);
    // Not through "someOf": what a filter drops need not be pairs.
    if (next.coder.from === "sameAs") waiting.push(next.coder.collection);
    else if (next.coder.from === "union") waiting.push(...next.coder.collections);
  }
}

/** The collections whose keys or values a declaration takes. */
function pairsBehind(declaration: CoderDeclaration): readonly CollectionNode[] {
  switch (declaration.from) {
    case "keyOf":
    case "valueOf":
      return [declaration.collection];
    case "pair":
      return [...pairsBehind(declaration.key), ...pairsBehind(declaration.value)];
    case "iterable":
      return pairsBehind(declaration.element);
    case "made":
      return declaration.parts.flatMap(pairsBehind);
    default:
      return [];
  }
}
