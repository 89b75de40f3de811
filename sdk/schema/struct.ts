import type { FieldType, InferField, OptionalFieldType } from "./field-type.ts";
import { schemaId } from "./schema-id.ts";
import type { Schema, SchemaOption } from "./schema.ts";
import { SchemaError } from "./schema-error.ts";

/** What a schema may be told beyond its fields. */
export interface StructOptions<F> {
  /** Which of the encoded fields each field is, from 0: pins the encoding though fields are moved about. */
  readonly encodingPositions?: Readonly<Record<keyof F, number>>;
  readonly descriptions?: Readonly<Partial<Record<keyof F, string>>>;
  readonly options?: readonly SchemaOption[];
}

/** The rows of a struct: what is optional may be left out. */
export type StructRow<F> = {
  -readonly [K in keyof F as F[K] extends OptionalFieldType ? never : K]: InferField<F[K]>;
} & {
  -readonly [K in keyof F as F[K] extends OptionalFieldType ? K : never]?: InferField<F[K]> | undefined;
} extends infer R
  ? { [K in keyof R]: R[K] }
  : never;

/**
 * Returns the schema of rows with these fields.
 *
 * @throws SchemaError when a field's type is none, the encoding positions are not the numbers from 0, each once, or a field's name is `__proto__`
 */
export function struct<const F extends Readonly<Record<string, FieldType>>>(
  fields: F,
  { encodingPositions, descriptions, options = [] }: StructOptions<F> = {},
): Schema<StructRow<F>> {
  if (Object.hasOwn(fields, "__proto__")) throw new SchemaError({ summary: 'A field can\'t be called "__proto__".' });
  for (const [name, type] of Object.entries(fields)) checkType(name, type);
  const hasEncodingPositions = encodingPositions !== undefined;
  const made = Object.entries(fields).map(([name, type], index) => ({
    name,
    description: descriptions?.[name] ?? "",
    type,
    id: 0,
    encodingPosition: encodingPositions?.[name] ?? index,
    options: [],
  }));
  const positions = new Set(made.map((field) => field.encodingPosition));
  if (made.some((_, index) => !positions.has(index))) {
    throw new SchemaError({
      summary: "The encoding positions of a schema are the numbers from 0, each once.",
      facts: Object.fromEntries(made.map((field) => [field.name, String(field.encodingPosition)])),
    });
  }
  const schema = { fields: made, id: "", hasEncodingPositions, options };
  return Object.freeze({ ...schema, id: schemaId(schema) });
}

// A program without type checks may give anything, and mostly it is the schema of a row.
function checkType(name: string, type: Partial<FieldType & Schema> | null | undefined): void {
  if (typeof type?.kind === "string") return;
  const isSchema = Array.isArray(type?.fields);
  throw new SchemaError({
    summary: `The type of the field "${name}" is ${isSchema ? "a whole schema" : "no type of a field"}.`,
    remedies: [
      isSchema
        ? `a row in a row is  ${name}: schema.row(schema.struct({ ... }))`
        : `name one:  ${name}: schema.string()`,
    ],
  });
}
