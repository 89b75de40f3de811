import { closest } from "fastest-levenshtein";
import type { FieldType } from "./field-type.ts";
import type { FieldPath } from "./field-path.ts";
import { rowSchemaOf, type Reading } from "./from-json-schema.ts";
import type { Schema } from "./schema.ts";
import { SchemaError } from "./schema-error.ts";
import {
  type InferInput,
  type InferOutput,
  isStandardRowSchema,
  isStandardSchema,
  type StandardRowSchema,
} from "./standard-schema.ts";
import { struct } from "./struct.ts";
import { libraryOptions } from "./vendor-hints.ts";

/** Which values of a library's schema are meant: those that it takes, or those that it gives. */
export type SchemaSide = "input" | "output";

/** What may be said of the rows of a library's schema beyond what its JSON Schema tells. */
export interface FromOptions<R = never> {
  /** The types of fields, by path: in the place of what would be derived, or where nothing can be. */
  readonly fields?: Readonly<Partial<Record<FieldPath<R>, FieldType>>>;
  /**
   * Which of the encoded fields each field is, from 0. Without it they are encoded in the order in which the library tells
   * of them, which for arktype is that of their names: a new field may then move the others.
   */
  readonly encodingPositions?: Readonly<Record<keyof R & string, number>>;
  /** The type of fields for which none is found; such a field is an error where this is left out. */
  readonly unknown?: FieldType;
}

/**
 * Returns the schema of the rows that a library's schema gives, such as zod's or arktype's. It must follow Standard Schema
 * and Standard JSON Schema, from which the rows are derived:
 *
 * | in JSON Schema                      | field                                        |
 * | ----------------------------------- | -------------------------------------------- |
 * | string, number, boolean, enum       | string, double, boolean, the type of members |
 * | integer                             | int64; int32 with exactly its bounds         |
 * | object, array, additionalProperties | row, array, record                           |
 * | null or left out                    | nullable, optional                           |
 * | union of objects                    | a row with the fields of all                 |
 *
 * Dates of zod and arktype are instants, and bigints int64, though JSON Schema has no type for them.
 *
 * The rows are those that the schema gives, or with `{ side: "input" }`, those that it takes.
 *
 * @throws SchemaError that names each field for which no type is found
 *
 * @example
 * ```ts
 * const order = z.object({ id: z.int(), at: z.date(), photo: z.instanceof(Uint8Array) });
 * const rows = schema.from(order, { fields: { photo: schema.bytes() } });
 * ```
 */
export function from<S extends StandardRowSchema<unknown, object>>(
  standard: S,
  options?: FromOptions<NoInfer<InferOutput<S>>> & { readonly side?: "output" },
): Schema<InferOutput<S>>;
export function from<S extends StandardRowSchema<object>>(
  standard: S,
  options: FromOptions<NoInfer<InferInput<S>>> & { readonly side: "input" },
): Schema<InferInput<S>>;
export function from(standard: StandardRowSchema, options: object = {}): Schema<never> {
  // The overloads say what the options are.
  const { side = "output", ...derivation } = options as Derivation & { readonly side?: SchemaSide };
  // What JSON Schema says of the library's values is what their type is.
  return deriveSchema(standard, side, derivation) as Schema<never>;
}

/** What a schema is derived with. */
export interface Derivation {
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly encodingPositions?: Readonly<Record<string, number>>;
  /** The type of what has none in JSON Schema; an error where left out. */
  readonly unknown?: FieldType;
}

/** Derives the schema of the values on one side of a library's schema. */
export function deriveSchema(standard: StandardRowSchema, side: SchemaSide, derivation: Derivation): Schema {
  const { fields = {}, encodingPositions, unknown } = derivation;
  const json = jsonSchemaOf(standard, side);
  const reading: Reading = {
    root: json,
    overrides: new Map(Object.entries(fields)),
    ...(unknown && { unknown }),
    problems: new Map(),
    following: ["#"],
  };
  const { vendor } = standard["~standard"];
  const derived = rowSchemaOf(json, "", reading);
  if (reading.problems.size > 0) throw underivable(vendor, reading.problems);
  if (derived === undefined) {
    throw new SchemaError({
      summary: `The ${vendor} schema is not one of objects, and only objects are rows.`,
      facts: { "JSON Schema": JSON.stringify(json).slice(0, 200) },
    });
  }
  checkPaths(derived, Object.keys(fields));
  return encodingPositions === undefined ? derived : positioned(derived, encodingPositions);
}

function jsonSchemaOf(standard: unknown, side: SchemaSide): Record<string, unknown> {
  if (!isStandardSchema(standard) || !isStandardRowSchema(standard)) {
    const vendor = isStandardSchema(standard) ? standard["~standard"].vendor : undefined;
    throw new SchemaError({
      summary:
        vendor === undefined
          ? `A schema is made by schema.struct(...), or by a library that follows Standard Schema; got ${typeof standard}.`
          : `The ${vendor} schema says nothing of its fields: it doesn't follow Standard JSON Schema.`,
      remedies: [
        "name the fields yourself:  schema.struct({ id: schema.int64() })",
        "use a release of the library that follows it: zod 4.2, arktype 2.1.28, or later ones",
      ],
    });
  }
  const { vendor, jsonSchema } = standard["~standard"];
  try {
    return jsonSchema[side]({ target: "draft-2020-12", libraryOptions: { ...libraryOptions } });
  } catch (cause) {
    throw new SchemaError({
      summary: `${vendor} can't tell its schema as a JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedies: ["name the fields yourself:  schema.struct({ id: schema.int64() })"],
      cause,
    });
  }
}

function underivable(vendor: string, problems: ReadonlyMap<string, string>): SchemaError {
  // What lists and records hold has no path of its own: the type of the whole field can be named.
  const first = [...problems.keys()][0]?.replace(/(\[\]|\.\*).*$/, "") ?? "";
  const example = /^\w+$/.test(first) ? first : JSON.stringify(first);
  return new SchemaError({
    summary: `The ${vendor} schema has ${problems.size === 1 ? "a field" : `${String(problems.size)} fields`} for which no row has a type.`,
    facts: Object.fromEntries([...problems].map(([path, what]) => [path === "" ? "(all of it)" : path, what])),
    remedies: [
      ...(first !== "" ? [`name the type:  { fields: { ${example}: schema.string() } }`] : []),
      "leave the schema out: the value coder carries every JavaScript value",
    ],
  });
}

function checkPaths(schema: Schema, paths: readonly string[]): void {
  const known = pathsOf(schema, "");
  for (const path of paths) {
    if (known.includes(path)) continue;
    throw new SchemaError({
      summary: `The schema has no field "${path}", whose type was named.`,
      facts: { fields: known.join(", ") },
      remedies: known.length === 0 ? [] : [`did you mean "${closest(path, known)}"?`],
    });
  }
}

function pathsOf({ fields }: Schema, prefix: string): readonly string[] {
  return fields.flatMap(({ name, type }) => [
    prefix + name,
    ...(type.kind === "row" ? pathsOf(type.schema, `${prefix}${name}.`) : []),
  ]);
}

function positioned({ fields }: Schema, encodingPositions: Readonly<Record<string, number>>): Schema {
  return struct(Object.fromEntries(fields.map(({ name, type }) => [name, type])), {
    encodingPositions,
    descriptions: Object.fromEntries(fields.map(({ name, description }) => [name, description])),
  });
}
