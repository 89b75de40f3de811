import { schemaOf, type PCollection, type Schema } from "../sdk/index.ts";
import { FieldError } from "./field-error.ts";
import { typeAt, typesOf, withFields } from "./row-fields.ts";

/** Rows with one element of an array in the place of the array. */
export type Unnested<T, P extends string> = {
  [K in keyof T]: K extends P ? (NonNullable<T[K]> extends Iterable<infer E> ? E : never) : T[K];
};

/** What the compiler tells of a field that is none of arrays. */
type ArrayField<T, P extends string> = P extends keyof T
  ? NonNullable<T[P]> extends readonly unknown[]
    ? unknown
    : { readonly "this field is none of arrays": P }
  : { readonly "there is no field": P };

/**
 * Returns, for each element of an array in a field, the row with that element in its place; nothing for a row whose array
 * is empty or not there. The schema of the rows, where one is known, is carried on.
 *
 * @throws FieldError when the field is not one of arrays
 *
 * @example
 * ```ts
 * const perItem = orders.apply(unnest("items"));    // { id: number; items: Item }
 * ```
 */
export function unnest<const P extends string>(
  name: P,
): <T extends object>(rows: PCollection<T> & ArrayField<T, P>) => PCollection<Unnested<T, P>> {
  return function unnest<T extends object>(rows: PCollection<T>): PCollection<Unnested<T, P>> {
    const schema = schemaOf(rows) as Schema | undefined;
    const type = schema && typeAt(schema, name, "unnest");
    if (type !== undefined && type.kind !== "array" && type.kind !== "iterable") {
      throw new FieldError(`unnest takes a field of arrays, and "${name}" is one of type ${type.kind}.`, {
        fields: schema?.fields.map((field) => field.name) ?? [],
        remedies: ["name another field"],
      });
    }
    const unnested = rows.flatMap("Elements", (row) => {
      const elements = (row as Readonly<Record<string, unknown>>)[name];
      if (elements === null || elements === undefined) return [];
      if (Array.isArray(elements)) {
        return elements.map(
          (element: unknown) => ({ ...row, [name]: element }) as Unnested<T, P> & NonNullable<unknown>,
        );
      }
      throw new FieldError(`unnest takes a field of arrays, and "${name}" of a row is ${typeof elements}.`, {
        fields: Object.keys(row),
        remedies: ["name another field"],
      });
    });
    return withFields<Unnested<T, P>>(unnested, schema && type && { ...typesOf(schema), [name]: type.element });
  };
}
