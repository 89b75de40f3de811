import {
  boolCoder,
  doubleCoder,
  schema as schemas,
  schemaOf,
  stringUtf8Coder,
  valueCoder,
  varintCoder,
  type CombineFn,
  type Element,
  type FieldType,
  type PCollection,
  type Schema,
  type UnknownField,
} from "../sdk/index.ts";
import { aggregate, type Aggregated, type CombineFns } from "./aggregate.ts";
import { checkNames, fieldGetter, nameOf, typeAt, withFields, type Flat } from "./row-fields.ts";
import type { Selected } from "./select.ts";

/** The rows that {@link groupBy} makes. */
export type Grouped<R, P extends string, Fns> = Flat<Selected<R, P> & Aggregated<Fns>>;

/** Rows to be grouped by some of their fields; what {@link groupBy} returns. */
export interface GroupedBy<P extends string> {
  /**
   * Returns a row for each combination of the fields' values (and window): those, and the results of the CombineFns. Each
   * takes whole rows: `count()`, `ofField("price", sum())`, `of((row) => row.price * row.amount, sum())`.
   */
  aggregate<T extends object, Fns extends CombineFns<T>>(
    fns: Fns & CombineFns<T>,
  ): <R extends T>(
    // The first says what the CombineFns take, the second what the rows are: `count()` takes anything.
    rows: PCollection<T> & PCollection<R> & UnknownField<R, P>,
  ) => PCollection<Grouped<R, P, Fns>>;
}

/**
 * Groups rows by some of their fields, also of rows within them, and combines each group in several ways at once. Where the
 * schema of the rows is known, and what the CombineFns give, the result has one too.
 *
 * @example
 * ```ts
 * const report = orders.apply(
 *   groupBy("customer.country", "day").aggregate({ total: ofField("price", sum()), orders: count() }),
 * ); // PCollection<{ country: string; day: string; total: number; orders: number }>
 * ```
 */
export function groupBy<const P extends string>(...paths: readonly [P, ...P[]]): GroupedBy<P> {
  return {
    aggregate<T extends object, Fns extends CombineFns<T>>(fns: Fns & CombineFns<T>) {
      const names = paths.map(nameOf);
      checkNames([...names, ...Object.keys(fns)], "groupBy");
      const combineFn = aggregate<T, Fns>(fns);
      const keyOf = keyFunction(paths);
      return function groupBy<R extends T>(rows: PCollection<R>): PCollection<Grouped<R, P, Fns>> {
        const schema = schemaOf(rows) as Schema | undefined;
        const combined = rows
          .keyBy("ByFields", keyOf)
          .combinePerKey("Aggregate", combineFn)
          .map("Rows", ([key, results]) => rowOf(names, key, results));
        // The rows have the keys and the results, by their names.
        return withFields(combined, schema && fieldsOf(schema, paths, fns)) as PCollection<never>;
      };
    },
  };
}

/** One field is a key by itself, which compares faster than a list of them. */
function keyFunction(paths: readonly string[]): (row: object) => Element {
  const getters = paths.map(fieldGetter);
  const [only] = getters;
  if (getters.length === 1 && only !== undefined) return only;
  return (row) => getters.map((get) => get(row));
}

function rowOf(names: readonly string[], key: unknown, results: object): object {
  const made: Record<string, unknown> = {};
  for (const [index, name] of names.entries())
    made[name] = names.length === 1 ? key : (key as readonly unknown[])[index];
  return Object.assign(made, results);
}

/** The fields of the result; undefined where it is not known what a CombineFn gives. */
function fieldsOf(
  schema: Schema,
  paths: readonly string[],
  fns: CombineFns<never>,
): Readonly<Record<string, FieldType>> | undefined {
  const keys = paths.map((path) => [nameOf(path), typeAt(schema, path, "groupBy")] as const);
  const results = Object.entries(fns).map(([name, fn]) => [name, resultType(fn)] as const);
  if (results.some(([, type]) => type === undefined)) return undefined;
  return Object.fromEntries([...keys, ...results]) as Readonly<Record<string, FieldType>>;
}

const resultTypes: ReadonlyMap<unknown, FieldType> = new Map<unknown, FieldType>([
  [varintCoder, schemas.int64()],
  [doubleCoder, schemas.double()],
  [stringUtf8Coder, schemas.string()],
  [boolCoder, schemas.boolean()],
]);

function resultType({ outputCoder }: CombineFn<never, unknown, unknown>): FieldType | undefined {
  return resultTypes.get(typeof outputCoder === "function" ? outputCoder(valueCoder) : outputCoder);
}
