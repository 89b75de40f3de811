// What a library's schema must have to be taken here: Standard Schema (version 1), by which it validates, and Standard
// JSON Schema, by which it says what its values look like. Both are known by their shape; no library is depended on.
//
// Source: https://standardschema.dev

/** One thing that is wrong with a value. */
export interface StandardIssue {
  readonly message: string;
  /** Where in the value it is; the whole value where left out. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What validating gives: the value, which may be another than was validated, or what is wrong with it. */
export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** A JSON Schema, of which nothing is known. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a library is asked for when it makes a JSON Schema. */
export interface JsonSchemaRequest {
  readonly target: "draft-2020-12";
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** What a Standard Schema has under the name `~standard`. */
export interface StandardProps<Input, Output> {
  readonly version: 1;
  /** The library: `"zod"`, `"arktype"`. */
  readonly vendor: string;
  /** Says whether a value follows the schema, and what comes of it. */
  readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  /** Exists for the type checker alone. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** A schema of a library that follows Standard Schema. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": StandardProps<Input, Output>;
}

/** A Standard Schema that can also be told as a JSON Schema: of what it takes, and of what it gives. */
export interface StandardRowSchema<Input = unknown, Output = Input> {
  readonly "~standard": StandardProps<Input, Output> & {
    readonly jsonSchema: {
      /** Tells of the values that it takes. */
      readonly input: (request: JsonSchemaRequest) => Record<string, unknown>;
      /** Tells of the values that it gives. */
      readonly output: (request: JsonSchemaRequest) => Record<string, unknown>;
    };
  };
}

/** The type of the values that a Standard Schema gives. */
export type InferOutput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** The type of the values that a Standard Schema takes. */
export type InferInput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["input"];

/** Says whether a value follows Standard Schema. Libraries make them as objects and as functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const props = (value as Partial<StandardSchema>)["~standard"];
  return typeof props === "object" && typeof (props as Partial<typeof props>).validate === "function";
}

/** Says whether a Standard Schema can be told as a JSON Schema. */
export function isStandardRowSchema(value: StandardSchema): value is StandardRowSchema {
  return "jsonSchema" in value["~standard"];
}

/** The path of an issue as it is written in JavaScript: `items[3].price`; empty for the whole value. */
export function issuePath({ path = [] }: StandardIssue): string {
  let text = "";
  for (const segment of path) {
    const key = typeof segment === "object" ? segment.key : segment;
    text += typeof key === "number" ? `[${String(key)}]` : `${text === "" ? "" : "."}${String(key)}`;
  }
  return text;
}
