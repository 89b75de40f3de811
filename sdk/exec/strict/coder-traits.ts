import type { Coder } from "../../coders/coder.ts";

/** Purlin's own coders that give back what they were given, or refuse it; those made of others do where the others do. */
const exactKinds: ReadonlySet<string> = new Set([
  "value",
  "canonical_value",
  "string_utf8",
  "bytes",
  "bool",
  "varint",
  "varint64",
  "double",
  "kv",
  "iterable",
  "nullable",
  "length_prefix",
]);

/** What strict mode has to know of a coder. */
export interface CoderTraits {
  /** Whether primitives, plain objects and arrays come back as they were, without a look. */
  readonly isExact: boolean;
  readonly isRow: boolean;
  /** For messages: `kv(value, custom "point")`. */
  readonly text: string;
}

/** Returns what is known of a coder. */
export function coderTraits(coder: Coder<unknown>): CoderTraits {
  const parts = coder.components.map(coderTraits);
  return {
    isExact: exactKinds.has(coder.kind) && parts.every(({ isExact }) => isExact),
    isRow: coder.kind === "row" || parts.some(({ isRow }) => isRow),
    text: nameOf(coder) + (parts.length === 0 ? "" : `(${parts.map(({ text }) => text).join(", ")})`),
  };
}

function nameOf(coder: Coder<unknown>): string {
  const { name } = coder as { readonly name?: unknown };
  return typeof name === "string" && name !== coder.kind ? `${coder.kind} "${name}"` : coder.kind;
}
