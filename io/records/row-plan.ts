import {
  isStandardRowSchema,
  isStandardSchema,
  issuePath,
  schema as schemas,
  SchemaError,
  type FieldType,
  type InferOutput,
  type Schema,
  type StandardIssue,
  type StandardResult,
  type StandardRowSchema,
} from "../../sdk/index.ts";
import { Mismatch } from "./mismatch.ts";

/** What says which fields the rows of a file have: a schema of Purlin, or of a library such as zod. */
export type RowSchema = Schema<object> | StandardRowSchema<unknown, object>;

/** The type of the rows that are read by a schema; `Otherwise` where there is none. */
export type RowOf<S, Otherwise> =
  S extends StandardRowSchema<unknown, object> ? InferOutput<S> : S extends Schema<infer R> ? R : Otherwise;

const AS_IT_IS_URN = "purlin:as_it_is";

/** The type of a field of which only the library knows what it takes. */
const AS_IT_IS: FieldType = Object.freeze({
  kind: "logical",
  isNullable: false,
  urn: AS_IT_IS_URN,
  representation: schemas.string(),
});

/** Says whether only a library knows what a field takes. */
export function isAsItIs(type: FieldType): boolean {
  return type.kind === "logical" && type.urn === AS_IT_IS_URN;
}

/** How rows are read by a schema. */
export interface RowPlan {
  /** The fields as they are in the file. */
  readonly fields: Schema;
  /** Whether values of other types than the fields' are handed to the library, which refuses or converts them. */
  readonly isLenient: boolean;
  /** Makes the row of what was read, by the library; rows stay what they are where left out. */
  readonly validate?: (value: unknown) => unknown;
  /** The schema of the rows that come of it, where it is known. */
  readonly rows: Schema | undefined;
}

/** Plans how rows are read by a schema. */
export function planRows(schema: RowSchema, reader: string): RowPlan {
  if (!isStandardSchema(schema)) {
    if (!Array.isArray((schema as Partial<Schema> | null)?.fields)) {
      throw new TypeError(`${reader}: schema is one of schema.struct({ ... }), or of a library such as zod.`);
    }
    const fields = schema as Schema;
    return { fields, isLenient: false, rows: fields };
  }
  if (!isStandardRowSchema(schema)) schemas.from(schema);
  const { validate } = schema["~standard"];
  return {
    fields: schemas.from(schema as StandardRowSchema<object>, { side: "input", unknown: AS_IT_IS }) as Schema,
    isLenient: true,
    validate(value) {
      const result = validate(value);
      return result instanceof Promise ? result.then(valueOf) : valueOf(result);
    },
    rows: rowsOf(schema),
  };
}

/** The rows that a library gives may be of types that no row holds: then the value coder carries them. */
function rowsOf(schema: StandardRowSchema<unknown, object>): Schema | undefined {
  try {
    return schemas.from(schema) as Schema;
  } catch (error) {
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}

function valueOf(result: StandardResult<unknown>): unknown {
  if (result.issues === undefined) return result.value;
  const [first, ...others] = result.issues;
  const more = others.map((issue) => `; ${toldIssue(issue)}`).join("");
  throw new Mismatch(first === undefined ? "" : issuePath(first), (first?.message ?? "it is not valid") + more);
}

function toldIssue(issue: StandardIssue): string {
  const path = issuePath(issue);
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
