import { schemaOf, type FieldType, type PCollection, type Schema, schema as schemas } from "../sdk/index.ts";
import { FieldError } from "./field-error.ts";
import { checkNames, fieldGetter, withFields } from "./row-fields.ts";

/** Values that have no fields of their own, though they are objects. */
type Atom = readonly unknown[] | Date | Uint8Array | ReadonlyMap<never, unknown>;

// How deep rows lie within rows at the most: the compiler must come to an end.
interface Deeper {
  readonly 5: 4;
  readonly 4: 3;
  readonly 3: 2;
  readonly 2: 1;
}

/** The fields of a row and of those within it, as pairs of name and type. */
type Leaves<T, Prefix extends string, Separator extends string, Missing, Depth> = {
  [K in keyof T & string]-?: Depth extends keyof Deeper
    ? IsRow<NonNullable<T[K]>> extends true
      ? Leaves<NonNullable<T[K]>, `${Prefix}${K}${Separator}`, Separator, Missing | NullOf<T[K]>, Deeper[Depth]>
      : [`${Prefix}${K}`, T[K] | Missing]
    : [`${Prefix}${K}`, T[K] | Missing];
}[keyof T & string];

type IsRow<V> = V extends Atom ? false : V extends object ? (string extends keyof V ? false : true) : false;

/** What the fields of a row are where the row itself is not there. */
type NullOf<V> = null extends V ? null : undefined extends V ? null : never;

/** Rows whose fields are those of the rows within rows too, under names such as `customer_country`. */
export type Flattened<T, Separator extends string> = {
  [
    Leaf in Leaves<T, "", Separator, never, 5> as Leaf extends readonly [infer Name extends string, unknown]
      ? Name
      : never
  ]: Leaf extends readonly [string, infer Value] ? Value : never;
};

/**
 * Returns rows without rows within them: the fields of those are their own, under names such as `customer_country`. They
 * are null where the row that they come from is not there. Arrays, maps and records stay as they are.
 *
 * @param separator - what stands between names; `"_"` when left out
 * @throws FieldError when the schema of the rows is not known, or two fields would have one name
 *
 * @example
 * ```ts
 * const flat = orders.withSchema(order).apply(flattenFields());    // { id, customer_name, customer_country }
 * ```
 */
export function flattenFields<const Separator extends string = "_">(
  separator?: Separator,
): <T extends object>(rows: PCollection<T>) => PCollection<Flattened<T, Separator>> {
  return function flattenFields<T extends object>(rows: PCollection<T>): PCollection<Flattened<T, Separator>> {
    const schema = schemaOf(rows) as Schema | undefined;
    if (schema === undefined) {
      throw new FieldError("flattenFields doesn't know which fields the rows have: no schema was named for them.", {
        fields: ["not known"],
        remedies: [
          "name it before:  .withSchema(schema.struct({ ... }))",
          'name the fields:  select("customer.country")',
        ],
      });
    }
    const leaves = leavesOf(schema, { path: [], isNullable: false }).map(({ path, type }) => ({
      name: path.join(separator ?? "_"),
      get: fieldGetter(path.join(".")),
      type,
    }));
    checkNames(
      leaves.map(({ name }) => name),
      "flattenFields",
    );
    const flat = rows.map("Fields", (row) => {
      const made: Record<string, unknown> = {};
      for (const { name, get, type } of leaves) {
        const value = get(row);
        if (value !== undefined) made[name] = value;
        else if (type.isOptional !== true) made[name] = null;
      }
      return made as Flattened<T, Separator> & NonNullable<unknown>;
    });
    return withFields<Flattened<T, Separator>>(flat, Object.fromEntries(leaves.map(({ name, type }) => [name, type])));
  };
}

interface Leaf {
  readonly path: readonly string[];
  readonly type: FieldType;
}

function leavesOf(
  { fields }: Schema,
  above: { readonly path: readonly string[]; readonly isNullable: boolean },
): readonly Leaf[] {
  return fields.flatMap(({ name, type }): readonly Leaf[] => {
    const path = [...above.path, name];
    if (type.kind === "row") return leavesOf(type.schema, { path, isNullable: above.isNullable || type.isNullable });
    return [{ path, type: above.isNullable ? nullable(type) : type }];
  });
}

/** What may be missing with its row is null, also where it may be left out of the row. */
function nullable(type: FieldType): FieldType {
  if (type.isOptional !== true) return schemas.nullable(type);
  const { isOptional: _, ...rest } = type;
  return schemas.nullable(rest);
}
