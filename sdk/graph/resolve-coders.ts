import { iterableCoder } from "../coders/iterable-coder.ts";
import { keyCoderOf } from "../coders/key-coder.ts";
import { kvCoder } from "../coders/kv-coder.ts";
import { canonicalValueCoder, valueCoder } from "../coders/value-coder.ts";
import type { Coder } from "../coders/coder.ts";
import type { CoderDeclaration } from "./coder-declaration.ts";
import { KeyedInputError } from "./graph-errors.ts";
import { keyedCollections } from "./keyed-collections.ts";
import type { CollectionNode, Graph } from "./nodes.ts";

const inferredPair = kvCoder(canonicalValueCoder, valueCoder);

/** Finds the coders of a graph's collections, each once. */
export class CoderResolver {
  readonly #resolved = new Map<CollectionNode, Coder<unknown>>();
  readonly #keyed: ReadonlyMap<CollectionNode, string>;

  constructor(graph: Graph) {
    this.#keyed = keyedCollections(graph);
  }

  /**
   * Returns the coder of a collection.
   *
   * @throws KeyedInputError when a step needs pairs and the coder that was declared is not one of pairs
   */
  coderOf(collection: CollectionNode): Coder<unknown> {
    // Not by recursion, which a pipeline of some thousand steps would exhaust: what a collection depends on comes first.
    const waiting = [collection];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const missing = sourcesOf(next.coder).filter((source) => !this.#resolved.has(source));
      if (missing.length > 0 && !this.#resolved.has(next)) {
        waiting.push(...missing);
        continue;
      }
      waiting.pop();
      if (!this.#resolved.has(next)) this.#resolved.set(next, this.#resolve(next));
    }
    return this.#known(collection);
  }

  /** Returns the coder of a declaration that is not a collection's own, such as an accumulator's. */
  resolve(declaration: CoderDeclaration): Coder<unknown> {
    for (const source of sourcesOf(declaration)) this.coderOf(source);
    return this.#resolveDeclaration(declaration);
  }

  #resolve(collection: CollectionNode): Coder<unknown> {
    const coder = this.#resolveDeclaration(collection.coder);
    const step = this.#keyed.get(collection);
    if (step === undefined) return coder;
    if (coder.kind === "kv") return collection.coder.from === "explicit" ? coder : withComparedKeys(coder);
    // A coder that nobody has chosen gives way to what the consumer needs.
    if (collection.coder.from !== "explicit" && (coder === valueCoder || coder === canonicalValueCoder)) {
      return inferredPair;
    }
    throw new KeyedInputError(step, coder, collection.coder);
  }

  #resolveDeclaration(declaration: CoderDeclaration): Coder<unknown> {
    switch (declaration.from) {
      case "inferred":
        return valueCoder;
      case "explicit":
      case "producer":
        return declaration.coder;
      case "sameAs":
      case "someOf":
        return this.#known(declaration.collection);
      case "union":
        return commonCoder(declaration.collections.map((collection) => this.#known(collection)));
      case "keyOf":
        return this.#component(declaration.collection, 0);
      case "valueOf":
        return this.#component(declaration.collection, 1);
      case "pair":
        return kvCoder(asKey(this.#resolveDeclaration(declaration.key)), this.#resolveDeclaration(declaration.value));
      case "iterable":
        return iterableCoder(this.#resolveDeclaration(declaration.element));
      case "made":
        return declaration.make(declaration.parts.map((part) => this.#resolveDeclaration(part)));
    }
  }

  #component(pairs: CollectionNode, index: 0 | 1): Coder<unknown> {
    const component = this.#known(pairs).components[index];
    if (component === undefined)
      throw new Error(`The coder of ${pairs.id} was resolved, though it is not one of pairs.`);
    return component;
  }

  #known(collection: CollectionNode): Coder<unknown> {
    const coder = this.#resolved.get(collection);
    if (coder === undefined)
      throw new Error(`The coder of ${collection.id} is asked for before those that it is made of.`);
    return coder;
  }
}

/** Pairs that nobody has named a coder for may have come to be such by a transform that doesn't know what its values are for. */
function withComparedKeys(pairs: Coder<unknown>): Coder<unknown> {
  const [key, value] = pairs.components;
  if (key === undefined || value === undefined) return pairs;
  const compared = asKey(key);
  return compared === key ? pairs : kvCoder(compared, value);
}

/** Keys are compared by their encodings, so what is inferred in them needs its canonical form. */
function asKey(coder: Coder<unknown>): Coder<unknown> {
  return keyCoderOf(coder) ?? coder;
}

function sourcesOf(declaration: CoderDeclaration): readonly CollectionNode[] {
  switch (declaration.from) {
    case "sameAs":
    case "someOf":
    case "keyOf":
    case "valueOf":
      return [declaration.collection];
    case "union":
      return declaration.collections;
    case "pair":
      return [...sourcesOf(declaration.key), ...sourcesOf(declaration.value)];
    case "iterable":
      return sourcesOf(declaration.element);
    case "made":
      return declaration.parts.flatMap(sourcesOf);
    case "inferred":
    case "explicit":
    case "producer":
      return [];
  }
}

/** Returns the coder that all of the given ones are; the value coder where they differ. */
export function commonCoder([first, ...others]: readonly Coder<unknown>[]): Coder<unknown> {
  return first !== undefined && others.every((other) => areSameCoder(first, other)) ? first : valueCoder;
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
