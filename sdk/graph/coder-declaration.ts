import type { Coder } from "../coders/coder.ts";
import type { CallSite } from "../values/call-site.ts";
import type { CollectionNode } from "./nodes.ts";

/**
 * What is known of a collection's coder when its producer is applied. Types are erased, and what consumes a collection
 * comes later, so a coder is resolved only when the whole graph is there.
 */
export type CoderDeclaration =
  /** Nothing is known: the value coder, or a pair of them where a consumer needs pairs. */
  | { readonly from: "inferred" }
  /** The user has named it. */
  | { readonly from: "explicit"; readonly coder: Coder<unknown>; readonly callSite: CallSite; readonly by: string }
  /** The transform knows what it makes. */
  | { readonly from: "producer"; readonly coder: Coder<unknown> }
  /** The elements are those of another collection. */
  | { readonly from: "sameAs"; readonly collection: CollectionNode }
  /** The elements are some of those of another collection: all of them may be pairs where not all of the others are. */
  | { readonly from: "someOf"; readonly collection: CollectionNode }
  /** The elements are those of several collections: their coder where they share one, else the inferred one. */
  | { readonly from: "union"; readonly collections: readonly CollectionNode[] }
  /** The elements are the keys of another collection. */
  | { readonly from: "keyOf"; readonly collection: CollectionNode }
  /** The elements are the values of another collection. */
  | { readonly from: "valueOf"; readonly collection: CollectionNode }
  | { readonly from: "pair"; readonly key: CoderDeclaration; readonly value: CoderDeclaration }
  | { readonly from: "iterable"; readonly element: CoderDeclaration }
  /** The transform makes it of the coders of other declarations: see {@link madeOf}. */
  | {
      readonly from: "made";
      readonly parts: readonly CoderDeclaration[];
      readonly make: (parts: readonly Coder<unknown>[]) => Coder<unknown>;
    };

/** The declaration of which nothing is known. */
export const INFERRED: CoderDeclaration = Object.freeze({ from: "inferred" });

/**
 * Declares a coder that is made of others. It is made once for the same parts: coders of the program's own are known to
 * workers by their identity, and a flatten compares them by it.
 */
export function madeOf(
  parts: readonly CoderDeclaration[],
  make: (parts: readonly Coder<unknown>[]) => Coder<unknown>,
): CoderDeclaration {
  let last: { readonly of: readonly Coder<unknown>[]; readonly coder: Coder<unknown> } | undefined;
  return Object.freeze({
    from: "made",
    parts,
    make(coders: readonly Coder<unknown>[]) {
      if (last === undefined || coders.some((coder, i) => coder !== last?.of[i])) {
        last = { of: coders, coder: make(coders) };
      }
      return last.coder;
    },
  });
}
