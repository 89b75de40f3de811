import type { AtomicKind, FieldType, OptionalFieldType } from "./field-type.ts";
import type { Schema } from "./schema.ts";

function atomic<T>(kind: AtomicKind): FieldType<T> {
  return Object.freeze({ kind, isNullable: false });
}

/** A whole number from -128 to 127. */
export function byte(): FieldType<number> {
  return atomic("byte");
}

/** A whole number from -32,768 to 32,767. */
export function int16(): FieldType<number> {
  return atomic("int16");
}

/** A whole number from -2^31 to 2^31 - 1. */
export function int32(): FieldType<number> {
  return atomic("int32");
}

/**
 * A whole number of 64 bits: a number, which must lie between -(2^53 - 1) and 2^53 - 1 (others are an error when they are
 * written or read), or a bigint with `{ as: "bigint" }`.
 */
export function int64(): FieldType<number>;
export function int64(options: { readonly as: "bigint" }): FieldType<bigint>;
export function int64(options?: { readonly as: "bigint" }): FieldType<number> | FieldType<bigint> {
  return options === undefined
    ? atomic<number>("int64")
    : Object.freeze({ kind: "int64", isNullable: false, as: "bigint" });
}

/** A number of single precision; others are rounded to one. */
export function float(): FieldType<number> {
  return atomic("float");
}

/** A number of double precision: any JavaScript number. */
export function double(): FieldType<number> {
  return atomic("double");
}

/** A string without lone surrogates. */
export function string(): FieldType<string> {
  return atomic("string");
}

/** True or false. */
export function boolean(): FieldType<boolean> {
  return atomic("boolean");
}

/** Bytes. */
export function bytes(): FieldType<Uint8Array> {
  return atomic("bytes");
}

/** An array whose elements have one type. */
export function array<T>(element: FieldType<T>): FieldType<T[]> {
  return Object.freeze({ kind: "array", isNullable: false, element });
}

/** An array that another SDK may read piece by piece. */
export function iterable<T>(element: FieldType<T>): FieldType<T[]> {
  return Object.freeze({ kind: "iterable", isNullable: false, element });
}

/** A Map. Rows that hold one are no keys: its entries have no order. */
export function map<K, V>(key: FieldType<K>, value: FieldType<V>): FieldType<Map<K, V>> {
  return Object.freeze({ kind: "map", isNullable: false, key, value });
}

/** A plain object with any number of properties of one type: a map with strings as its keys. */
export function record<V>(value: FieldType<V>): FieldType<Record<string, V>> {
  return Object.freeze({ kind: "map", isNullable: false, key: string(), value, as: "object" });
}

/** A row within a row. */
export function row<R>(schema: Schema<R>): FieldType<R> {
  return Object.freeze({ kind: "row", isNullable: false, schema: schema as Schema });
}

/** The same type with null among its values. */
export function nullable<T>(type: FieldType<T>): FieldType<T | null> {
  return Object.freeze({ ...type, isNullable: true });
}

/**
 * The type of a field that may be left out: undefined. On the wire it is null, which it is to other SDKs; a type that has
 * null among its values too gives back null for both.
 */
export function optional<T>(type: FieldType<T>): OptionalFieldType<T> {
  return type.isNullable
    ? (type as OptionalFieldType<T>)
    : Object.freeze({ ...type, isNullable: true, isOptional: true });
}
