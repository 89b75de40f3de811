import type { Coder } from "../coders/coder.ts";
import type { CoderDeclaration } from "./coder-declaration.ts";
import { KeyedInputError, NonDeterministicKeyError } from "./graph-errors.ts";
import type { CollectionNode } from "./nodes.ts";

/**
 * Checks that the elements of `collection` can be grouped by their keys, as far as coders are declared by now.
 *
 * @throws NonDeterministicKeyError when the key's coder doesn't give equal keys equal bytes
 * @throws KeyedInputError when the elements' coder is not one of pairs
 */
export function checkKeyCoder(collection: CollectionNode, step: string): void {
  const found = declaredKeyCoder(collection.coder);
  if (found !== undefined && !found.coder.isDeterministic) {
    throw new NonDeterministicKeyError(step, found.coder, found.declaration);
  }
}

interface DeclaredCoder {
  readonly coder: Coder<unknown>;
  readonly declaration: CoderDeclaration;
}

function declaredKeyCoder(declaration: CoderDeclaration): DeclaredCoder | undefined {
  const pair = declared(declaration);
  if (pair === undefined) return undefined;
  if ("key" in pair) return pair.key;
  const [key] = pair.coder.kind === "kv" ? pair.coder.components : [];
  if (key === undefined) throw new KeyedInputError(pair.coder, pair.declaration);
  return { coder: key, declaration: pair.declaration };
}

type Found = DeclaredCoder | { readonly key: DeclaredCoder | undefined };

/** Follows a declaration to a coder that somebody has named, or to the key of a pair that is made of parts. */
function declared(declaration: CoderDeclaration): Found | undefined {
  switch (declaration.from) {
    case "explicit":
    case "producer":
      return { coder: declaration.coder, declaration };
    case "sameAs":
      return declared(declaration.collection.coder);
    case "pair":
      return { key: coderOnly(declared(declaration.key)) };
    case "keyOf":
      return declaredKeyCoder(declaration.collection.coder);
    case "inferred":
    case "union":
    case "valueOf":
    case "iterable":
      return undefined;
  }
}

function coderOnly(found: Found | undefined): DeclaredCoder | undefined {
  return found === undefined || "key" in found ? undefined : found;
}
