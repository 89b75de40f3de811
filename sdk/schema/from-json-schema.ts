// How JSON Schema's types become fields. What a row can't hold is noted, so that one error tells of all of it.

import type { FieldType } from "./field-type.ts";
import { array, boolean, double, int32, int64, nullable, optional, record, row, string } from "./field-types.ts";
import { instant } from "./logical-fields.ts";
import type { Schema } from "./schema.ts";
import type { JsonSchema } from "./standard-schema.ts";
import { struct } from "./struct.ts";
import { unify } from "./unify-types.ts";
import { hintOf, type Hint } from "./vendor-hints.ts";

/** What is known while a JSON Schema is read. */
export interface Reading {
  /** The whole, to which `$ref`s point. */
  readonly root: JsonSchema;
  /** The types that the user has named, by path. */
  readonly overrides: ReadonlyMap<string, FieldType>;
  /** The type of what has none in JSON Schema; noted as a problem where left out. */
  readonly unknown?: FieldType;
  /** What no row can hold, by path. */
  readonly problems: Map<string, string>;
  /** The references that are being followed. */
  readonly following: readonly string[];
}

const INT32 = { minimum: -0x8000_0000, maximum: 0x7fff_ffff };

/** A place holder where there is a problem, which is thrown in the end. */
const PROBLEM = string();

const hinted: Readonly<Record<Exclude<Hint, "undefined">, FieldType>> = {
  date: instant(),
  bigint: int64({ as: "bigint" }),
};

/** Returns the schema of the rows that an object's JSON Schema describes. */
export function rowSchemaOf(json: JsonSchema, path: string, reading: Reading): Schema | undefined {
  const type = fieldTypeOf(json, path, reading);
  return type.kind === "row" ? type.schema : undefined;
}

/** Returns the type that a JSON Schema describes. */
function fieldTypeOf(json: JsonSchema, path: string, reading: Reading): FieldType {
  const override = path === "" ? undefined : reading.overrides.get(path);
  if (override !== undefined) return override;
  const hint = hintOf(json);
  if (hint !== undefined && hint !== "undefined") return hinted[hint];
  if (typeof json.$ref === "string") return followed(json.$ref, path, reading);
  if (Array.isArray(json.allOf)) return objectOf(allOf(json), path, reading);
  const alternatives = json.anyOf ?? json.oneOf;
  if (Array.isArray(alternatives)) return unionOf(alternatives as readonly JsonSchema[], path, reading);
  if ("const" in json) return constantsOf([json.const], path, reading);
  if (Array.isArray(json.enum)) return constantsOf(json.enum, path, reading);
  if (Array.isArray(json.type)) {
    return unionOf(
      json.type.map((type: unknown) => ({ ...json, type })),
      path,
      reading,
    );
  }
  return plainType(json, path, reading);
}

function plainType(json: JsonSchema, path: string, reading: Reading): FieldType {
  switch (json.type) {
    case "string":
      return json.contentEncoding === "binary" ? problem(path, "a file", reading) : string();
    case "boolean":
      return boolean();
    case "number":
      return double();
    case "integer":
      return json.minimum === INT32.minimum && json.maximum === INT32.maximum ? int32() : int64();
    case "array":
      return arrayOf(json, path, reading);
    case "object":
      return objectOf(json, path, reading);
    default:
      return reading.unknown ?? problem(path, "no type in JSON Schema", reading);
  }
}

function objectOf(json: JsonSchema, path: string, reading: Reading): FieldType {
  const properties = json.properties as Readonly<Record<string, JsonSchema>> | undefined;
  const { additionalProperties } = json;
  if (properties === undefined || Object.keys(properties).length === 0) {
    if (typeof additionalProperties !== "object" || additionalProperties === null) {
      return problem(path, "an object whose properties are not said", reading);
    }
    return record(fieldTypeOf(additionalProperties as JsonSchema, below(path, "*"), reading));
  }
  const required = new Set(Array.isArray(json.required) ? (json.required as readonly string[]) : []);
  const fields: Record<string, FieldType> = {};
  const descriptions: Record<string, string> = {};
  for (const [name, property] of Object.entries(properties)) {
    const type = fieldTypeOf(property, below(path, name), reading);
    fields[name] = required.has(name) && !takesUndefined(property) ? type : optional(type);
    if (typeof property.description === "string") descriptions[name] = property.description;
  }
  return row(struct(fields, { descriptions }));
}

function takesUndefined(json: JsonSchema): boolean {
  const alternatives = json.anyOf ?? json.oneOf ?? [json];
  return (alternatives as readonly JsonSchema[]).some((member) => hintOf(member) === "undefined");
}

function arrayOf(json: JsonSchema, path: string, reading: Reading): FieldType {
  const first = Array.isArray(json.prefixItems) ? (json.prefixItems as readonly JsonSchema[]) : [];
  const rest = typeof json.items === "object" && json.items !== null ? [json.items as JsonSchema] : [];
  const elements = [...first, ...rest];
  if (elements.length === 0) return problem(path, "an array whose items are not said", reading);
  return array(unionOf(elements, below(path, "[]"), reading));
}

/** The type that takes all of the alternatives: null makes it nullable, objects become one with the fields of all. */
function unionOf(alternatives: readonly JsonSchema[], path: string, reading: Reading): FieldType {
  const isNull = (json: JsonSchema): boolean =>
    json.type === "null" || ("const" in json && json.const === null) || hintOf(json) === "undefined";
  const types = alternatives.filter((json) => !isNull(json)).map((json) => fieldTypeOf(json, path, reading));
  const takesNull = alternatives.some((json) => isNull(json) && hintOf(json) !== "undefined");
  const type =
    unify(types) ?? problem(path, `one of ${types.map(({ kind }) => kind).join(", ") || "nothing"}`, reading);
  return takesNull ? nullable(type) : type;
}

function constantsOf(values: readonly unknown[], path: string, reading: Reading): FieldType {
  const present = values.filter((value) => value !== null);
  const types = present.map((value) => {
    if (typeof value === "number") return Number.isSafeInteger(value) ? int64() : double();
    return typeof value === "boolean" ? boolean() : string();
  });
  const type = present.some((value) => typeof value === "object") ? undefined : unify(types);
  const found = type ?? problem(path, `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`, reading);
  return present.length === values.length ? found : nullable(found);
}

function followed(ref: string, path: string, reading: Reading): FieldType {
  if (reading.following.includes(ref)) return problem(path, "a type that contains itself", reading);
  let target: unknown = reading.root;
  for (const part of ref.split("/").slice(1)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    target = (target as Readonly<Record<string, unknown>> | undefined)?.[name];
  }
  if (!ref.startsWith("#") || typeof target !== "object" || target === null) {
    return problem(path, `a reference that leads nowhere: ${ref}`, reading);
  }
  return fieldTypeOf(target as JsonSchema, path, { ...reading, following: [...reading.following, ref] });
}

/** One object's JSON Schema of all that it has to follow. */
function allOf(json: JsonSchema): JsonSchema {
  const parts = [json, ...(json.allOf as readonly JsonSchema[])];
  return {
    type: "object",
    properties: Object.assign({}, ...parts.map((part) => part.properties)) as unknown,
    required: parts.flatMap((part) => (Array.isArray(part.required) ? (part.required as unknown[]) : [])),
  };
}

function problem(path: string, what: string, { problems }: Reading): FieldType {
  problems.set(path, what);
  return PROBLEM;
}

function below(path: string, name: string): string {
  return path === "" ? name : name === "[]" ? `${path}[]` : `${path}.${name}`;
}
