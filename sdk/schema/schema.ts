import type { FieldType, UnknownField } from "./field-type.ts";
import type { FieldValue } from "./field-value.ts";

/** A plain object with a property for each field of a schema. */
export type Row = Record<string, unknown>;

/** Something said of a schema or a field, which doesn't change its encoding. */
export interface SchemaOption {
  readonly name: string;
  readonly type?: FieldType;
  readonly value?: FieldValue;
  readonly unknownFields?: readonly UnknownField[];
}

/** A field of a schema. */
export interface Field {
  readonly name: string;
  readonly description: string;
  readonly type: FieldType;
  /** A number that keeps its meaning when fields are renamed; 0 where there is none. */
  readonly id: number;
  /** Which of the encoded fields it is, from 0; its place in the schema where {@link Schema.hasEncodingPositions} is false. */
  readonly encodingPosition: number;
  readonly options: readonly SchemaOption[];
  readonly unknownFields?: readonly UnknownField[];
}

declare const rowType: unique symbol;

/** What fields the rows of a PCollection have, in Beam's types; TypeScript knows that the rows are Rs. */
export interface Schema<R = Row> {
  readonly fields: readonly Field[];
  /** A UUID: schemas that are equal in all have the same. */
  readonly id: string;
  /** Says whether the fields are encoded in another order than they stand in. */
  readonly hasEncodingPositions: boolean;
  readonly options: readonly SchemaOption[];
  readonly unknownFields?: readonly UnknownField[];
  /** Exists for the type checker alone. */
  readonly [rowType]?: R;
}

/** The TypeScript type of a schema's rows. */
export type Infer<S> = S extends { readonly [rowType]?: infer R } ? R : never;
