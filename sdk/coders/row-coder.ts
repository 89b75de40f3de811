import type { Row, Schema } from "../schema/schema.ts";
import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { fieldCoder } from "./field-coder.ts";
import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";
import { PurlinError } from "../values/purlin-error.ts";

/** A coder of rows; its schema is its payload on the wire. */
export interface RowCoder<R> extends Coder<R> {
  readonly schema: Schema<R>;
}

interface Column {
  readonly name: string;
  readonly isNullable: boolean;
  readonly isOptional: boolean;
  readonly coder: Coder<unknown>;
  /** Its place in the schema, which is that of its bit in the bitmap of nulls. */
  readonly index: number;
}

/**
 * Rows as plain objects: the number of fields, a bitmap of the fields that are null (bytes with their number before
 * them; none where nothing is null), then the other fields in the order of their encoding positions
 * (`beam:coder:row:v1`).
 *
 * A property that is missing or undefined counts as null; properties that the schema doesn't name are not written. A null
 * is read as null, or where the field is optional, left out. A row that was written before a nullable field was added at
 * its end has null there.
 *
 * @throws CoderError when a field that is not nullable is null
 */
export function rowCoder<R extends object = Row>(schema: Schema<R>): RowCoder<R> {
  const columns = schema.fields.map(({ name, type }, index): Column => ({
    name,
    index,
    isNullable: type.isNullable,
    isOptional: type.isOptional ?? false,
    coder: fieldCoder(type, (inner) => rowCoder(inner)),
  }));
  const encoded = [...columns].sort((a, b) => positionOf(schema, a) - positionOf(schema, b));
  const coder: RowCoder<R> = {
    kind: "row",
    components: [],
    schema,
    isDeterministic: columns.every((column) => column.coder.isDeterministic),
    encode(row, writer) {
      encodeRow(checkedRow(row), columns, encoded, writer);
    },
    // A row of exactly the schema's fields is an R, if R is what the schema says.
    decode: (reader) => decodeRow(columns, encoded, reader) as R,
    structuralValue: (row) => encodedStructure(coder, row),
  };
  return Object.freeze(coder);
}

function positionOf<R>(schema: Schema<R>, { index }: Column): number {
  return schema.hasEncodingPositions ? (schema.fields[index]?.encodingPosition ?? index) : index;
}

function checkedRow(row: unknown): Row {
  if (typeof row === "object" && row !== null) return row as Row;
  throw new CoderError({ summary: `A row is an object; got ${row === null ? "null" : typeof row}.` });
}

function encodeRow(row: Row, columns: readonly Column[], encoded: readonly Column[], writer: WireWriter): void {
  writer.writeVarint(columns.length);
  writeNulls(row, columns, writer);
  for (const column of encoded) {
    const value = row[column.name] ?? null;
    if (value !== null) encodeField(value, column, writer);
    else if (!column.isNullable) throw notNullable(column);
  }
}

function encodeField(value: unknown, column: Column, writer: WireWriter): void {
  try {
    column.coder.encode(value, writer, true);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw unwritable(column, error);
  }
}

/** The remedies of a field's coder are for who has named it: here it follows from the schema. */
function unwritable({ name }: Column, error: Error): CoderError {
  const { summary = error.message, facts = {} }: Partial<PurlinError> = error instanceof PurlinError ? error : {};
  return new CoderError({
    summary: `The field "${name}" can't be written: ${summary}`,
    facts: { ...facts, path: `value.${name}${facts.path?.slice("value".length) ?? ""}` },
    remedies: ["give the field a value of its type before:  .map(...)", "give it another type in the schema"],
    cause: error,
  });
}

function writeNulls(row: Row, columns: readonly Column[], writer: WireWriter): void {
  if (!columns.some(({ name }) => row[name] === null || row[name] === undefined)) {
    writer.writeByte(0);
    return;
  }
  const bitmap = new Uint8Array(Math.ceil(columns.length / 8));
  for (const { name, index } of columns) {
    const isNull = row[name] === null || row[name] === undefined;
    if (isNull) bitmap[index >> 3] = (bitmap[index >> 3] as number) | (1 << (index & 7));
  }
  writer.writeBytesWithLength(bitmap);
}

function decodeRow(columns: readonly Column[], encoded: readonly Column[], reader: WireReader): Row {
  const count = reader.readLength();
  if (count > columns.length) {
    throw reader.error(`The row has ${String(count)} fields, and its schema only ${String(columns.length)}.`);
  }
  const nulls = reader.readView(reader.readLength());
  const row: Row = {};
  for (const { name, isOptional } of columns) {
    if (!isOptional) row[name] = null; // properties in the order of the schema
  }
  for (const [position, column] of encoded.entries()) {
    const isNull = position >= count || (((nulls[column.index >> 3] ?? 0) >> (column.index & 7)) & 1) === 1;
    if (!isNull) row[column.name] = column.coder.decode(reader, true);
    else if (!column.isNullable)
      throw reader.error(`The field "${column.name}" is null, and its type is not nullable.`);
  }
  return row;
}

function notNullable({ name }: Column): CoderError {
  return new CoderError({
    summary: `The field "${name}" is null or missing, and its type is not nullable.`,
    remedies: [`make it nullable in the schema: schema.nullable(...)`],
  });
}
