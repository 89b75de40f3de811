import type { FieldValue } from "./field-value.ts";
import type { Schema } from "./schema.ts";

/** The types of Beam's schemas that have no parts. */
export type AtomicKind = "byte" | "int16" | "int32" | "int64" | "float" | "double" | "string" | "boolean" | "bytes";

/** A field of a protobuf message that this version doesn't know, kept so that nothing is lost in passing on. */
export interface UnknownField {
  readonly no: number;
  readonly wireType: number;
  readonly data: Uint8Array;
}

interface Common {
  readonly isNullable: boolean;
  /** On a field that is nullable, that its null is a property which is left out. */
  readonly isOptional?: true;
  readonly unknownFields?: readonly UnknownField[];
}

/** A type without parts. */
export interface AtomicFieldType extends Common {
  readonly kind: AtomicKind;
  /** On an int64, that its values are bigints; numbers where left out. */
  readonly as?: "bigint";
}

/** Many values of one type: arrays in JavaScript, whichever it is. */
export interface ListFieldType extends Common {
  readonly kind: "array" | "iterable";
  readonly element: FieldType;
}

/** Keys and values: a Map in JavaScript. */
export interface MapFieldType extends Common {
  readonly kind: "map";
  readonly key: FieldType;
  readonly value: FieldType;
  /** Where keys are strings, that they are the properties of a plain object; a Map where left out. */
  readonly as?: "object";
}

/** A row within a row: a plain object in JavaScript. */
export interface RowFieldType extends Common {
  readonly kind: "row";
  readonly schema: Schema;
}

/** A type that is carried as another, its representation. */
export interface LogicalFieldType extends Common {
  readonly kind: "logical";
  readonly urn: string;
  readonly representation: FieldType;
  readonly payload?: Uint8Array;
  readonly argumentType?: FieldType;
  readonly argument?: FieldValue;
  /** On an instant of microseconds or of a given precision, that its values are Dates; bigints where left out. */
  readonly as?: "date";
}

declare const valueType: unique symbol;

/** The type of a field, of whose values TypeScript knows that they are Ts. Made by the functions of `builders.ts`. */
export type FieldType<T = unknown> = (
  AtomicFieldType | ListFieldType | MapFieldType | RowFieldType | LogicalFieldType
) & {
  /** Exists for the type checker alone. */
  readonly [valueType]?: T;
};

/** The type of a field that may be left out of its row. Made by `schema.optional`. */
export type OptionalFieldType<T = unknown> = FieldType<T> & { readonly isOptional: true };

/** The JavaScript type of a field's values. */
export type InferField<F> = F extends { readonly [valueType]?: infer T } ? T : never;
