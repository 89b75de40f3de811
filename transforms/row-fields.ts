// Fields of rows by their paths (`customer.country`), in values and in schemas.

import { rowCoder, schema as schemas, type FieldType, type PCollection, type Schema } from "../sdk/index.ts";
import { FieldError } from "./field-error.ts";

/** A type with its parts written out, as it is shown to users. */
export type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;

/** Returns the value at a path: null or undefined where a row on the way is. */
export function fieldGetter(path: string): (row: object) => unknown {
  const names = path.split(".");
  const [first = ""] = names;
  if (names.length === 1) return (row) => (row as Readonly<Record<string, unknown>>)[first];
  return (row) => {
    let value: unknown = row;
    for (const name of names) {
      if (value === null || value === undefined) return value;
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
    return value;
  };
}

/** The name that the field at a path has by itself. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/**
 * Returns the type of the field at a path: null is among its values where a row on the way may be null.
 *
 * @throws FieldError when the schema has no such field
 */
export function typeAt(schema: Schema, path: string, step: string): FieldType {
  let within: Schema | undefined = schema;
  let found: FieldType | undefined;
  let isNullable = false;
  for (const name of path.split(".")) {
    found = within?.fields.find((field) => field.name === name)?.type;
    if (found === undefined) {
      throw new FieldError(`${step} names the field "${path}", and the rows have none.`, {
        fields: (within ?? schema).fields.map((field) => field.name),
        remedies: ["name one of the fields", "name the schema that the rows have:  .withSchema(...)"],
      });
    }
    isNullable ||= found.isNullable;
    within = found.kind === "row" ? found.schema : undefined;
  }
  const type = found as FieldType;
  return isNullable && !type.isNullable ? schemas.nullable(type) : type;
}

/**
 * Refuses names that more than one field would have.
 *
 * @throws FieldError
 */
export function checkNames(names: readonly string[], step: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new FieldError(`${step} makes two fields called "${twice}".`, {
    fields: names,
    remedies: [`give one another name:  select({ ${twice}: "path.of.one", other: "path.of.the.other" })`],
  });
}

/** Says that a collection's elements are rows with these fields, unless that is not known. */
export function withFields<T>(
  rows: PCollection<T>,
  fields: Readonly<Record<string, FieldType>> | undefined,
): PCollection<T> {
  if (fields !== undefined) {
    rows.pipeline.declareCoder(rows.node, { from: "producer", coder: rowCoder(schemas.struct(fields)) });
  }
  return rows;
}

/** The types of a schema's fields by their names. */
export function typesOf({ fields }: Schema): Readonly<Record<string, FieldType>> {
  return Object.fromEntries(fields.map(({ name, type }) => [name, type]));
}
