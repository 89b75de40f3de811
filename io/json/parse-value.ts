import type { FieldType, Row, Schema } from "../../sdk/index.ts";
import { parseBigint, parseBytes, parseDecimal, parseInstant } from "../records/literals.ts";
import { Mismatch } from "../records/mismatch.ts";
import { isAsItIs } from "../records/row-plan.ts";

/** Turns what JSON has for a value into the value. `path` is told when it is of another type. */
export type ValueParser = (json: unknown, path: string) => unknown;

/**
 * Returns what reads the rows of a schema from JSON.
 *
 * @param isLenient - leave what is not of its type as it is, since a library is asked about it
 */
export function rowParser({ fields }: Schema, isLenient: boolean): ValueParser {
  const columns = fields.map(({ name, type }) => ({ name, type, parse: valueParser(type, isLenient) }));
  return (json, path) => {
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      if (isLenient) return json;
      throw Mismatch.of(path, "an object", json);
    }
    const from = json as Row;
    // What a library's schema doesn't name, it may still take or refuse.
    const row: Row = isLenient ? { ...from } : {};
    for (const { name, type, parse } of columns) {
      const value = from[name];
      if (value !== undefined && value !== null) row[name] = parse(value, below(path, name));
      else if (isLenient || type.isOptional === true) continue;
      else if (type.isNullable) row[name] = null;
      else throw Mismatch.of(below(path, name), "a value", value);
    }
    return row;
  };
}

function valueParser(type: FieldType, isLenient: boolean): ValueParser {
  switch (type.kind) {
    case "row":
      return rowParser(type.schema, isLenient);
    case "array":
    case "iterable":
      return arrayParser(type.element, isLenient);
    case "map":
      return mapParser(type, isLenient);
    default:
      return plainParser(type, isLenient);
  }
}

function elementParser(type: FieldType, isLenient: boolean): ValueParser {
  const parse = valueParser(type, isLenient);
  if (isLenient || type.isNullable) return (json, path) => (json === null ? null : parse(json, path));
  return parse;
}

function arrayParser(element: FieldType, isLenient: boolean): ValueParser {
  const parse = elementParser(element, isLenient);
  return (json, path) => {
    if (Array.isArray(json)) return json.map((value, index) => parse(value, `${path}[${index}]`));
    if (isLenient) return json;
    throw Mismatch.of(path, "an array", json);
  };
}

function mapParser({ key, value, as }: FieldType & { readonly kind: "map" }, isLenient: boolean): ValueParser {
  const [parseKey, parseValue] = [elementParser(key, isLenient), elementParser(value, isLenient)];
  const hasNames = as === "object" || key.kind === "string";
  return (json, path) => {
    if (Array.isArray(json) && as === undefined) {
      return new Map(json.map((entry, index) => pairOf(entry, `${path}[${index}]`, [parseKey, parseValue])));
    }
    // An empty Map is written as an empty object, whatever its keys would be.
    if (typeof json === "object" && json !== null && (hasNames || Object.keys(json).length === 0)) {
      const entries = Object.entries(json).map(
        ([name, member]) => [name, parseValue(member, below(path, name))] as const,
      );
      return as === "object" ? Object.fromEntries(entries) : new Map(entries);
    }
    if (isLenient) return json;
    throw Mismatch.of(path, hasNames ? "an object" : "an array of pairs", json);
  };
}

function pairOf(entry: unknown, path: string, [parseKey, parseValue]: readonly [ValueParser, ValueParser]) {
  if (!Array.isArray(entry) || entry.length !== 2) throw Mismatch.of(path, "a pair of key and value", entry);
  return [parseKey(entry[0], `${path}[0]`), parseValue(entry[1], `${path}[1]`)] as const;
}

interface PlainType {
  readonly wanted: string;
  /** Returns undefined for what is not of the type. */
  readonly parse: (json: unknown) => unknown;
}

function plainParser(type: FieldType, isLenient: boolean): ValueParser {
  const { wanted, parse } = plainType(type);
  return (json, path) => {
    const value = parse(json);
    if (value !== undefined) return value;
    if (isLenient) return json;
    throw Mismatch.of(path, wanted, json);
  };
}

const fromText =
  (parse: (text: string) => unknown) =>
  (json: unknown): unknown =>
    typeof json === "string" ? parse(json) : undefined;

const string: PlainType = { wanted: "a string", parse: fromText((text) => text) };
const instant: PlainType = { wanted: "an instant such as 2026-01-31T12:00:00Z", parse: fromText(parseInstant) };
const bytes: PlainType = { wanted: "bytes in Base64", parse: fromText(parseBytes) };
const decimal: PlainType = {
  wanted: "a decimal number",
  parse: (json) => parseDecimal(typeof json === "number" ? String(json) : typeof json === "string" ? json : ""),
};
const boolean: PlainType = { wanted: "true or false", parse: (json) => (typeof json === "boolean" ? json : undefined) };
const notFinite: ReadonlySet<unknown> = new Set(["NaN", "Infinity", "-Infinity", "-0"]);
const number: PlainType = {
  wanted: "a number",
  parse: (json) => (typeof json === "number" ? json : notFinite.has(json) ? Number(json) : undefined),
};
const bigint: PlainType = {
  wanted: "a whole number",
  parse: (json) =>
    typeof json === "number" && Number.isSafeInteger(json)
      ? BigInt(json)
      : typeof json === "string"
        ? parseBigint(json)
        : undefined,
};
const asItIs: PlainType = { wanted: "", parse: (json) => json };

function whole(min: number, max: number): PlainType {
  return {
    wanted: `a whole number from ${min} to ${max}`,
    parse: (json) => (Number.isInteger(json) && (json as number) >= min && (json as number) <= max ? json : undefined),
  };
}

const plainTypes: Readonly<Record<string, PlainType>> = {
  byte: whole(-(2 ** 7), 2 ** 7 - 1),
  int16: whole(-(2 ** 15), 2 ** 15 - 1),
  int32: whole(-(2 ** 31), 2 ** 31 - 1),
  int64: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  float: number,
  double: number,
  boolean,
  string,
  bytes,
  "beam:logical_type:millis_instant:v1": instant,
  "beam:logical_type:decimal:v1": decimal,
  "beam:logical_type:fixed_bytes:v1": bytes,
  "beam:logical_type:var_bytes:v1": bytes,
  "beam:logical_type:fixed_char:v1": string,
  "beam:logical_type:var_char:v1": string,
};

function plainType(type: FieldType): PlainType {
  if (type.kind === "logical") {
    if (isAsItIs(type)) return asItIs;
    const known = plainTypes[type.urn];
    if (known !== undefined) return known;
    // Instants of a given precision; a type of the user's is carried as its representation, of which JSON knows nothing.
    if (/:(?:micros_instant|timestamp):/.test(type.urn)) return type.as === "date" ? instant : bigint;
    return asItIs;
  }
  return (type.kind === "int64" && type.as === "bigint" ? bigint : plainTypes[type.kind]) ?? asItIs;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
