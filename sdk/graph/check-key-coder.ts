import type { Coder } from "../coders/coder.ts";
import { keyCoderOf } from "../coders/key-coder.ts";
import type { CoderDeclaration } from "./coder-declaration.ts";
import { KeyedInputError, NonDeterministicKeyError } from "./graph-errors.ts";
import { sidesOfPairs } from "./keyed-collections.ts";
import { allTransforms, isKeyed, MAIN_INPUT, type CollectionNode, type Graph, type TransformNode } from "./nodes.ts";
import { CoderResolver } from "./resolve-coders.ts";

/**
 * Checks, when `step` is applied, that the elements of `collection` can be grouped by their keys, as far as coders are
 * declared by now: an error at construction points to the line that made it.
 *
 * @throws NonDeterministicKeyError when the key's coder doesn't give equal keys equal bytes
 * @throws KeyedInputError when the elements' coder is not one of pairs
 */
export function checkKeyCoder(collection: CollectionNode, step: string): void {
  const found = declaredKeyCoder(collection.coder, step);
  if (found !== undefined && !found.coder.isDeterministic) {
    throw new NonDeterministicKeyError(step, found.coder, found.declaration);
  }
}

/**
 * Checks the same for all keyed steps of a graph, when nothing more can be declared.
 *
 * @throws NonDeterministicKeyError when a key's coder doesn't give equal keys equal bytes
 * @throws KeyedInputError when the coder of a keyed step's input is not one of pairs
 */
export function checkKeyCoders(graph: Graph): void {
  const resolver = new CoderResolver(graph);
  for (const collection of graph.collections) resolver.coderOf(collection);
  for (const { spec, inputs, uniqueName } of allTransforms(graph.roots)) {
    const input = inputs.get(MAIN_INPUT);
    const keyed = input !== undefined && isKeyed(spec) ? [input] : sidesOfPairs(spec, inputs);
    for (const collection of keyed) {
      const key = keyOf(resolver.coderOf(collection), 1, { step: uniqueName, declaration: collection.coder });
      if (!key.isDeterministic) throw new NonDeterministicKeyError(uniqueName, key, collection.coder);
    }
    checkSets({ spec, inputs, uniqueName }, resolver);
  }
}

/** The elements of a set are compared as keys are. */
function checkSets(
  { spec, inputs, uniqueName }: Pick<TransformNode, "spec" | "inputs" | "uniqueName">,
  resolver: CoderResolver,
): void {
  if (spec.kind !== "parDo") return;
  for (const [tag, { kind }] of spec.sideInputs ?? []) {
    const collection = inputs.get(tag);
    if (kind !== "set" || collection === undefined) continue;
    const coder = resolver.coderOf(collection);
    if (keyCoderOf(coder) === undefined) throw new NonDeterministicKeyError(uniqueName, coder, collection.coder);
  }
}

interface DeclaredCoder {
  readonly coder: Coder<unknown>;
  readonly declaration: CoderDeclaration;
}

/** Follows a declaration, without recursion since chains of steps are long, to the coder that somebody has named. */
function declaredKeyCoder(start: CoderDeclaration, step: string): DeclaredCoder | undefined {
  let declaration = start;
  // How often a key is still to be taken: the key of a pair whose key is a pair is the key of its key.
  let depth = 1;
  for (;;) {
    switch (declaration.from) {
      case "explicit":
      case "producer":
        return { coder: keyOf(declaration.coder, depth, { step, declaration }), declaration };
      case "sameAs":
      case "someOf":
        declaration = declaration.collection.coder;
        break;
      case "keyOf":
        depth++;
        declaration = declaration.collection.coder;
        break;
      case "pair":
        if (depth === 0) return undefined;
        depth--;
        declaration = declaration.key;
        break;
      case "inferred":
      case "union":
      case "valueOf":
      case "iterable":
      case "made":
        return undefined;
    }
  }
}

interface KeyDemand {
  readonly step: string;
  readonly declaration: CoderDeclaration;
}

function keyOf(coder: Coder<unknown>, depth: number, demand: KeyDemand): Coder<unknown> {
  if (depth === 0) return coder;
  const [key] = coder.kind === "kv" ? coder.components : [];
  if (key === undefined) throw new KeyedInputError(demand.step, coder, demand.declaration);
  return keyOf(key, depth - 1, demand);
}
