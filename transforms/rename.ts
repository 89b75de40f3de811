import { schemaOf, type PCollection, type Schema, type UnknownField } from "../sdk/index.ts";
import { checkNames, typeAt, typesOf, withFields } from "./row-fields.ts";

/** Rows whose fields have the names that `M` gives them, or their own. */
export type Renamed<T, M> = { [K in keyof T as K extends keyof M ? M[K] & string : K]: T[K] };

/**
 * Returns the rows with other names for some of their fields. Their schema, where one is known, is carried on.
 *
 * @throws FieldError when two fields would have one name, or the schema has no such field
 *
 * @example
 * ```ts
 * orders.apply(rename({ id: "orderId" }));    // PCollection<{ orderId: number; ... }>
 * ```
 */
export function rename<const M extends Readonly<Record<string, string>>>(
  names: M,
): <T extends object>(rows: PCollection<T> & UnknownField<T, keyof M & string>) => PCollection<Renamed<T, M>> {
  checkNames(Object.values(names), "rename");
  const newNames = new Map(Object.entries(names));
  return function rename<T extends object>(rows: PCollection<T>): PCollection<Renamed<T, M>> {
    const schema = schemaOf(rows) as Schema | undefined;
    for (const path of newNames.keys()) if (schema !== undefined) typeAt(schema, path, "rename");
    const fields =
      schema && Object.entries(typesOf(schema)).map(([name, type]) => [newNames.get(name) ?? name, type] as const);
    if (fields !== undefined) {
      checkNames(
        fields.map(([name]) => name),
        "rename",
      );
    }
    const renamed = rows.map("Fields", (row) => {
      const made: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(row)) made[newNames.get(name) ?? name] = value;
      return made as Renamed<T, M> & NonNullable<unknown>;
    });
    return withFields<Renamed<T, M>>(renamed, fields && Object.fromEntries(fields));
  };
}
