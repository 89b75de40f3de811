import { iterableCoder } from "../coders/iterable-coder.ts";
import { kvCoder } from "../coders/kv-coder.ts";
import { canonicalValueCoder, valueCoder } from "../coders/value-coder.ts";
import type { Coder } from "../coders/coder.ts";
import type { CoderDeclaration } from "./coder-declaration.ts";
import { allTransforms, MAIN_INPUT, type CollectionNode, type Graph } from "./nodes.ts";
import { KeyedInputError } from "./graph-errors.ts";

const inferredPair = kvCoder(canonicalValueCoder, valueCoder);

/** Finds the coders of a graph's collections, each once. */
export class CoderResolver {
  readonly #resolved = new Map<CollectionNode, Coder<unknown>>();
  readonly #keyed: ReadonlySet<CollectionNode>;

  constructor(graph: Graph) {
    this.#keyed = keyedCollections(graph);
  }

  /** Returns the coder of a collection. */
  coderOf(collection: CollectionNode): Coder<unknown> {
    let coder = this.#resolved.get(collection);
    if (coder === undefined) {
      coder = this.resolve(collection.coder, this.#keyed.has(collection));
      this.#resolved.set(collection, coder);
    }
    return coder;
  }

  /** Returns the coder of a declaration; where nothing is known, that of pairs if `isKeyed`, else of any value. */
  resolve(declaration: CoderDeclaration, isKeyed = false): Coder<unknown> {
    switch (declaration.from) {
      case "inferred":
        return isKeyed ? inferredPair : valueCoder;
      case "explicit":
      case "producer":
        return declaration.coder;
      case "sameAs":
        return this.coderOf(declaration.collection);
      case "union":
        return this.#commonCoder(declaration.collections) ?? (isKeyed ? inferredPair : valueCoder);
      case "keyOf":
        return this.#componentOf(declaration.collection, 0);
      case "valueOf":
        return this.#componentOf(declaration.collection, 1);
      case "pair":
        return kvCoder(this.#resolveKey(declaration.key), this.resolve(declaration.value));
      case "iterable":
        return iterableCoder(this.resolve(declaration.element));
    }
  }

  #resolveKey(declaration: CoderDeclaration): Coder<unknown> {
    const coder = this.resolve(declaration);
    // Keys are compared by their encodings, so an inferred one needs its canonical form.
    return coder === valueCoder ? canonicalValueCoder : coder;
  }

  #commonCoder(collections: readonly CollectionNode[]): Coder<unknown> | undefined {
    const [first, ...others] = collections.map((collection) => this.coderOf(collection));
    return first !== undefined && others.every((other) => areSameCoder(first, other)) ? first : undefined;
  }

  #componentOf(collection: CollectionNode, index: 0 | 1): Coder<unknown> {
    const coder = this.coderOf(collection);
    const component = coder.kind === "kv" ? coder.components[index] : undefined;
    if (component === undefined) throw new KeyedInputError(coder, collection.coder);
    return component;
  }
}

// Coders of these kinds are told apart by their components alone.
const structural: ReadonlySet<string> = new Set(["kv", "iterable", "nullable", "length_prefix"]);

function areSameCoder(a: Coder<unknown>, b: Coder<unknown>): boolean {
  if (a === b) return true;
  return (
    a.kind === b.kind &&
    structural.has(a.kind) &&
    a.components.every((component, i) => {
      const other = b.components[i];
      return other !== undefined && areSameCoder(component, other);
    })
  );
}

/** Finds the collections that must be pairs: inputs of keyed consumers, and what their elements are taken from. */
function keyedCollections(graph: Graph): Set<CollectionNode> {
  const keyed = new Set<CollectionNode>();
  const demand = (collection: CollectionNode): void => {
    const waiting = [collection];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (keyed.has(next)) continue;
      keyed.add(next);
      if (next.coder.from === "sameAs") waiting.push(next.coder.collection);
      else if (next.coder.from === "union") waiting.push(...next.coder.collections);
    }
  };
  for (const { coder } of graph.collections) demandOf(coder, demand);
  for (const { spec, inputs } of allTransforms(graph.roots)) {
    const input = inputs.get(MAIN_INPUT);
    if (input !== undefined && (spec.kind === "groupByKey" || spec.kind === "combinePerKey")) demand(input);
  }
  return keyed;
}

function demandOf(declaration: CoderDeclaration, demand: (collection: CollectionNode) => void): void {
  if (declaration.from === "keyOf" || declaration.from === "valueOf") demand(declaration.collection);
  else if (declaration.from === "pair") {
    demandOf(declaration.key, demand);
    demandOf(declaration.value, demand);
  } else if (declaration.from === "iterable") demandOf(declaration.element, demand);
}
