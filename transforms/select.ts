import { schemaOf, type FieldAt, type PCollection, type Schema, type UnknownField } from "../sdk/index.ts";
import { checkNames, fieldGetter, nameOf, typeAt, withFields } from "./row-fields.ts";

/** The name that the field at a path has by itself. */
type NameOf<P extends string> = P extends `${string}.${infer Rest}` ? NameOf<Rest> : P;

/** The rows that {@link select} makes of paths. */
export type Selected<T, P extends string> = { [Path in P as NameOf<Path>]: FieldAt<T, Path> };

/** The rows that {@link select} makes of names and paths. */
export type SelectedAs<T, M extends Readonly<Record<string, string>>> = {
  -readonly [Name in keyof M]: FieldAt<T, M[Name]>;
};

/**
 * Returns rows of some of each row's fields, also of rows within it: by their own names, or by names that are given. The
 * value is null or undefined where a row on the way to it is. The schema of the rows, where one is known, is carried on.
 *
 * @throws FieldError when two fields would have one name, or the schema has no such field
 *
 * @example
 * ```ts
 * orders.apply(select("id", "customer.country"));                     // PCollection<{ id: number; country: string }>
 * orders.apply(select({ id: "id", from: "customer.country" }));       // PCollection<{ id: number; from: string }>
 * ```
 */
export function select<const P extends string>(
  ...paths: readonly [P, ...P[]]
): <T extends object>(rows: PCollection<T> & UnknownField<T, P>) => PCollection<Selected<T, P>>;
export function select<const M extends Readonly<Record<string, string>>>(
  paths: M,
): <T extends object>(rows: PCollection<T> & UnknownField<T, M[keyof M]>) => PCollection<SelectedAs<T, M>>;
export function select(
  ...given: readonly string[] | readonly [Readonly<Record<string, string>>]
): (rows: PCollection<object>) => PCollection<never> {
  const [first] = given;
  const paths: readonly (readonly [name: string, path: string])[] =
    typeof first === "object"
      ? Object.entries(first)
      : (given as readonly string[]).map((path) => [nameOf(path), path]);
  checkNames(
    paths.map(([name]) => name),
    "select",
  );
  const getters = paths.map(([name, path]) => ({ name, get: fieldGetter(path) }));
  return function select(rows: PCollection<object>): PCollection<never> {
    const schema = schemaOf(rows) as Schema | undefined;
    const fields = schema && Object.fromEntries(paths.map(([name, path]) => [name, typeAt(schema, path, "select")]));
    const selected = rows.map("Fields", (row) => {
      const made: Record<string, unknown> = {};
      for (const { name, get } of getters) made[name] = get(row);
      return made;
    });
    // The overloads say what the rows are.
    return withFields(selected, fields) as PCollection<unknown> as PCollection<never>;
  };
}
