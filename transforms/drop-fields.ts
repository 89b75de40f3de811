import { schemaOf, type PCollection, type Schema, type UnknownField } from "../sdk/index.ts";
import { typeAt, typesOf, withFields, type Flat } from "./row-fields.ts";

/**
 * Returns the rows without some of their fields. Their schema, where one is known, is carried on.
 *
 * @throws FieldError when the schema has no such field
 *
 * @example
 * ```ts
 * orders.apply(dropFields("note", "customer"));
 * ```
 */
export function dropFields<const P extends string>(
  ...names: readonly [P, ...P[]]
): <T extends object>(rows: PCollection<T> & UnknownField<T, P>) => PCollection<Flat<Omit<T, P>>> {
  const dropped = new Set<string>(names);
  return function dropFields<T extends object>(rows: PCollection<T>): PCollection<Flat<Omit<T, P>>> {
    const schema = schemaOf(rows) as Schema | undefined;
    for (const name of names) if (schema !== undefined) typeAt(schema, name, "dropFields");
    const kept = rows.map(
      "Fields",
      (row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !dropped.has(name))) as Flat<Omit<T, P>> &
          NonNullable<unknown>,
    );
    const fields = schema && Object.entries(typesOf(schema)).filter(([name]) => !dropped.has(name));
    return withFields<Flat<Omit<T, P>>>(kept, fields && Object.fromEntries(fields));
  };
}
