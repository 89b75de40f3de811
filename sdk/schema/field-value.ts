import type { AtomicKind } from "./field-type.ts";

/** A constant in a schema (a logical type's argument, an option's value), with what the wire says of its type. */
export type FieldValue =
  | { readonly kind: AtomicKind; readonly value: number | bigint | string | boolean | Uint8Array }
  | { readonly kind: "array" | "iterable" | "row"; readonly values: readonly FieldValue[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [key: FieldValue, value: FieldValue])[] }
  | { readonly kind: "logical"; readonly value: FieldValue }
  | { readonly kind: "none" };
