import { PurlinError } from "../../sdk/index.ts";
import { formatBytes } from "../records/literals.ts";

/** Thrown when an element has something in it that JSON can't hold. */
export class JsonValueError extends PurlinError {
  constructor(path: string, what: string) {
    super("JsonValueError", "PURLIN_JSON_VALUE", {
      summary: `${path === "" ? "An element" : `"${path}" of an element`} is ${what}, which JSON can't hold.`,
      remedies: ["make plain data of it before:  .map((element) => ({ ... }))", "leave it out"],
    });
  }
}

/**
 * Returns a value of which `JSON.stringify` writes all: the same one where it is plain data. Dates become ISO 8601, bytes
 * Base64, bigints and numbers that are not finite strings, Maps objects or arrays of pairs, Sets arrays.
 *
 * @throws JsonValueError
 */
export function jsonValue(value: unknown, path = ""): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return String(value);
    case "object":
      return value === null ? null : objectValue(value, path);
    default:
      throw new JsonValueError(path, value === undefined ? "undefined" : `a ${typeof value}`);
  }
}

function objectValue(value: object, path: string): unknown {
  if (Array.isArray(value)) return arrayValue(value, path);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return plainValue(value as Record<string, unknown>, path);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new JsonValueError(path, "an invalid Date");
    return value.toISOString();
  }
  if (value instanceof Uint8Array) return formatBytes(value);
  if (value instanceof Set) return arrayValue([...value], path);
  if (value instanceof Map) return mapValue(value, path);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return jsonValue(toJSON.call(value, ""), path);
  throw new JsonValueError(path, `of class ${value.constructor.name}`);
}

function arrayValue(values: readonly unknown[], path: string): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const json = jsonValue(value, `${path}[${index}]`);
    if (json !== value) (changed ??= [...values])[index] = json;
  }
  return changed ?? values;
}

function plainValue(value: Readonly<Record<string, unknown>>, path: string): unknown {
  let changed: Record<string, unknown> | undefined;
  for (const name in value) {
    const member = value[name];
    // It is left out, as JSON.stringify does.
    if (member === undefined) continue;
    const json = isPlain(member) ? member : jsonValue(member, path === "" ? name : `${path}.${name}`);
    if (json !== member) (changed ??= { ...value })[name] = json;
  }
  return changed ?? value;
}

// Paths are made only where something may have to be told.
function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || value === null;
}

function mapValue(map: ReadonlyMap<unknown, unknown>, path: string): unknown {
  const entries = [...map];
  if (entries.every(([key]) => typeof key === "string")) {
    return plainValue(Object.fromEntries(entries) as Record<string, unknown>, path);
  }
  return arrayValue(entries, path);
}
