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

/** Follows a declaration, without recursion since chains of steps are long, to the coder that somebody has named. */
function declaredKeyCoder(start: CoderDeclaration): DeclaredCoder | undefined {
  let declaration = start;
  // How often a key is still to be taken: the key of a pair whose key is a pair is the key of its key.
  let depth = 1;
  for (;;) {
    switch (declaration.from) {
      case "explicit":
      case "producer":
        return { coder: keyOf(declaration.coder, depth, declaration), declaration };
      case "sameAs":
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
        return undefined;
    }
  }
}

function keyOf(coder: Coder<unknown>, depth: number, declaration: CoderDeclaration): Coder<unknown> {
  if (depth === 0) return coder;
  const [key] = coder.kind === "kv" ? coder.components : [];
  if (key === undefined) throw new KeyedInputError(coder, declaration);
  return keyOf(key, depth - 1, declaration);
}
