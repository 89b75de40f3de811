import type { FieldType } from "../../sdk/index.ts";
import { Mismatch } from "../records/mismatch.ts";
import {
  parseBigint,
  parseBoolean,
  parseBytes,
  parseDecimal,
  parseInstant,
  parseInteger,
  parseNumber,
} from "../records/literals.ts";
import { isAsItIs } from "../records/row-plan.ts";
import type { Cell } from "./split-fields.ts";

/** Turns the text of a field into its value. */
export type CellParser = (cell: Cell) => unknown;

interface TextType {
  /** What it is called in messages. */
  readonly wanted: string;
  readonly parse: (text: string) => unknown;
}

/**
 * Returns what reads the fields of a column; undefined for types that have no text, such as rows and arrays.
 *
 * @param isLenient - leave what is not of the type as it is, since a library is asked about it
 */
export function cellParser(name: string, type: FieldType, isLenient: boolean): CellParser | undefined {
  const isText = isString(type);
  const text = isText ? undefined : textType(type);
  if (!isText && text === undefined) return undefined;
  const whenEmpty = emptyValue(type, isText, isLenient);
  const takesEmpty = text === undefined || text.parse("") !== undefined;
  return (cell) => {
    if (cell === null || (cell === "" && !takesEmpty)) {
      if (whenEmpty === MISSING) throw Mismatch.of(name, text?.wanted ?? "a value", undefined);
      return whenEmpty;
    }
    if (text === undefined) return cell;
    const value = text.parse(cell);
    if (value !== undefined) return value;
    if (isLenient) return cell;
    throw Mismatch.of(name, text.wanted, cell);
  };
}

const MISSING = Symbol("missing");

/** The value of a field that is empty and not quoted. */
function emptyValue(type: FieldType, isText: boolean, isLenient: boolean): unknown {
  if (type.isOptional === true) return undefined;
  if (type.isNullable) return null;
  if (isText) return "";
  return isLenient ? undefined : MISSING;
}

const strings: ReadonlySet<string> = new Set(["fixed_char", "var_char"].map((name) => `beam:logical_type:${name}:v1`));

function isString(type: FieldType): boolean {
  return type.kind === "string" || isAsItIs(type) || (type.kind === "logical" && strings.has(type.urn));
}

const number: TextType = { wanted: "a number", parse: parseNumber };
const integer: TextType = { wanted: "a whole number", parse: parseInteger };
const bigint: TextType = { wanted: "a whole number", parse: parseBigint };
const boolean: TextType = { wanted: "true or false", parse: parseBoolean };
const bytes: TextType = { wanted: "bytes in Base64", parse: parseBytes };
const instant: TextType = { wanted: "an instant such as 2026-01-31T12:00:00Z", parse: parseInstant };
const decimal: TextType = { wanted: "a decimal number", parse: parseDecimal };

function bounded(bits: number): TextType {
  const limit = 2 ** (bits - 1);
  return {
    wanted: `a whole number from ${-limit} to ${limit - 1}`,
    parse(text) {
      const value = parseInteger(text);
      return value !== undefined && value >= -limit && value < limit ? value : undefined;
    },
  };
}

const atomic: Readonly<Record<string, TextType>> = {
  byte: bounded(8),
  int16: bounded(16),
  int32: bounded(32),
  int64: integer,
  float: number,
  double: number,
  boolean,
  bytes,
};

const logical: Readonly<Record<string, TextType>> = {
  "beam:logical_type:millis_instant:v1": instant,
  "beam:logical_type:decimal:v1": decimal,
  "beam:logical_type:fixed_bytes:v1": bytes,
  "beam:logical_type:var_bytes:v1": bytes,
};

const instants: ReadonlySet<string> = new Set(
  ["micros_instant", "timestamp"].map((name) => `beam:logical_type:${name}:v1`),
);

function textType(type: FieldType): TextType | undefined {
  if (type.kind === "int64" && type.as === "bigint") return bigint;
  if (type.kind !== "logical") return atomic[type.kind];
  if (instants.has(type.urn)) return type.as === "date" ? instant : bigint;
  return logical[type.urn];
}
