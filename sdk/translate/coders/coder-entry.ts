import type { Coder } from "../../coders/coder.ts";
import type { TokenResolver } from "../../coders/state-backed-iterable-coder.ts";
import type { FunctionTable } from "../../fn/function-table.ts";

/** What some coders need beside their components and payload. */
export interface CoderContext {
  /** The program's functions: without them its own coders stay opaque. */
  readonly functions?: FunctionTable | undefined;
  /** Reads the rest of iterables from a runner's state: without it their coders stay opaque. */
  readonly resolveIterable?: TokenResolver<unknown> | undefined;
}

/** What a coder is made from. */
export interface CoderParts extends CoderContext {
  readonly components: readonly Coder<unknown>[];
  readonly payload: Uint8Array;
}

/** How coders of one kind stand in a proto. */
export interface CoderEntry {
  readonly kind: string;
  readonly urn: string;
  /** How many components they have. */
  readonly arity: number;
  /** Makes the coder; undefined where the context lacks what it takes. */
  readonly read: (parts: CoderParts) => Coder<unknown> | undefined;
  /** What the proto says of a coder beside its URN and its components; nothing when left out. */
  readonly payloadOf?: (coder: Coder<unknown>, functions: FunctionTable) => Uint8Array;
}

/** Takes the component at `index` of parts whose number was compared with the entry's arity. */
export function component(parts: CoderParts, index: number): Coder<unknown> {
  const found = parts.components[index];
  if (found === undefined)
    throw new Error(`The table of coders reads component ${String(index)} of a coder that has none.`);
  return found;
}
