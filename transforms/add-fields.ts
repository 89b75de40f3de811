import { schemaOf, type FieldType, type PCollection, type Schema } from "../sdk/index.ts";
import { FieldError } from "./field-error.ts";
import { typesOf, withFields, type Flat } from "./row-fields.ts";

/** Rows with fields that functions make, which may be asynchronous. */
export type WithFields<T, F> = Flat<Omit<T, keyof F> & { -readonly [K in keyof F]: Awaited<F[K]> }>;

/** The types of the fields that functions make, by name. */
export type AddedTypes<F> = { readonly [K in keyof F]: FieldType<Awaited<F[K]>> };

/**
 * Returns each row with fields that functions of the row make, in the place of those of the same name. Nothing is known of
 * what functions return: where their types are named too, the schema of the rows, where one is known, is carried on with these
 * fields in it.
 *
 * @param types - of all fields that are made; rows have no schema after it when left out
 * @throws FieldError when types are named that are not those of the fields that are made
 *
 * @example
 * ```ts
 * orders.apply(addFields({ total: (order) => order.price * order.amount, day: ({ at }) => at.slice(0, 10) }));
 * orders.apply(addFields({ total: ({ price, amount }) => price * amount }, { total: schema.double() }));
 * ```
 */
export function addFields<T extends object, F>(
  fields: { readonly [K in keyof F]: (row: T) => F[K] },
  types?: NoInfer<AddedTypes<F>>,
): (rows: PCollection<T>) => PCollection<WithFields<T, F>> {
  const makers = Object.entries(fields) as [name: string, make: (row: T) => unknown][];
  for (const [name, make] of makers) {
    if (typeof make !== "function") throw new TypeError(`addFields takes a function for "${name}".`);
  }
  const added = types as Readonly<Record<string, FieldType>> | undefined;
  if (added !== undefined) checkTypes(Object.keys(fields), Object.keys(added));
  return function addFields(rows: PCollection<T>): PCollection<WithFields<T, F>> {
    const schema = schemaOf(rows) as Schema | undefined;
    const more = rows.map("Fields", (row) => {
      const made = { ...row } as Record<string, unknown>;
      const waiting: Promise<void>[] = [];
      for (const [name, make] of makers) {
        const value = make(row);
        made[name] = value;
        if (isPromise(value)) {
          waiting.push(
            Promise.resolve(value).then((settled) => {
              made[name] = settled;
            }),
          );
        }
      }
      const result = made as WithFields<T, F> & NonNullable<unknown>;
      return waiting.length === 0 ? result : Promise.all(waiting).then(() => result);
    });
    return withFields<WithFields<T, F>>(more, schema && added && { ...typesOf(schema), ...added });
  };
}

function checkTypes(fields: readonly string[], typed: readonly string[]): void {
  const untyped = fields.find((name) => !typed.includes(name));
  const unmade = typed.find((name) => !fields.includes(name));
  if (untyped === undefined && unmade === undefined) return;
  const summary =
    untyped === undefined
      ? `addFields is given a type of "${String(unmade)}", which it does not make.`
      : `addFields is given types of fields, and none of "${untyped}".`;
  throw new FieldError(summary, { fields, remedies: ["name the types of all fields that are made, or of none"] });
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
