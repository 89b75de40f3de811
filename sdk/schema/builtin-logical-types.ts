// How the values of Beam's logical types are represented. Not here: millis_instant and decimal, which have encodings of
// their own in rows, in `sdk/coders`.

import type { LogicalFieldType } from "./field-type.ts";
import { LOGICAL_URNS } from "./logical-urns.ts";
import { type LogicalType, registeredLogicalType } from "./logical-type.ts";
import { SchemaError } from "./schema-error.ts";

/** Returns how the values of a logical type are represented; undefined for a type that is not known. */
export function logicalTypeOf(urn: string): LogicalType<unknown, unknown> | undefined {
  return builtins.get(urn) ?? registeredLogicalType(urn);
}

const microsInstant: LogicalType<Date | bigint, { seconds: number; micros: number }> = {
  urn: LOGICAL_URNS.microsInstant,
  toRepresentation(value) {
    const [seconds, micros] = split(value, 6);
    return { seconds, micros };
  },
  fromRepresentation: ({ seconds, micros }, type) => join(seconds, micros, 6, type),
};

const timestamp: LogicalType<Date | bigint, { seconds: number; subseconds: number }> = {
  urn: LOGICAL_URNS.timestamp,
  toRepresentation(value, type) {
    const [seconds, subseconds] = split(value, argumentOf(type));
    return { seconds, subseconds };
  },
  fromRepresentation: ({ seconds, subseconds }, type) => join(seconds, subseconds, argumentOf(type), type),
};

/** Returns whole seconds, rounded down, and the rest in units of 10^-precision seconds. */
function split(value: Date | bigint, precision: number): [seconds: number, rest: number] {
  const perSecond = 10n ** BigInt(precision);
  const units = value instanceof Date ? unitsOf(value, precision) : value;
  if (typeof units !== "bigint")
    throw new SchemaError({ summary: `An instant is a Date or a bigint; got ${typeof value}.` });
  const rest = ((units % perSecond) + perSecond) % perSecond;
  return [Number((units - rest) / perSecond), Number(rest)];
}

function unitsOf(date: Date, precision: number): bigint {
  const millis = date.getTime();
  if (Number.isNaN(millis)) throw new SchemaError({ summary: "An invalid Date is no instant." });
  const scaled = BigInt(millis) * 10n ** BigInt(precision);
  if (scaled % 1000n === 0n) return scaled / 1000n;
  throw new SchemaError({
    summary: `${date.toISOString()} can't be held to ${String(precision)} decimal places of a second.`,
    remedies: ["use a precision of 3 or more: schema.timestamp(3)"],
  });
}

function join(seconds: number, rest: number, precision: number, type: LogicalFieldType): Date | bigint {
  const perSecond = 10n ** BigInt(precision);
  if (rest < 0 || BigInt(rest) >= perSecond) {
    throw new SchemaError({
      summary: `The fraction of an instant lies below ${String(perSecond)}; got ${String(rest)}.`,
    });
  }
  const units = BigInt(seconds) * perSecond + BigInt(rest);
  return type.as === "date" ? dateOf(units, perSecond) : units;
}

function dateOf(units: bigint, perSecond: bigint): Date {
  const scaled = units * 1000n;
  const date = new Date(Number(scaled / perSecond));
  if (scaled % perSecond === 0n && !Number.isNaN(date.getTime())) return date;
  throw new SchemaError({
    summary: `An instant of ${String(units)} units of 1/${String(perSecond)} s is no whole number of milliseconds that a Date holds.`,
    remedies: ['read it as a bigint: leave out { as: "date" }'],
  });
}

const fixedChar = sized<string>(LOGICAL_URNS.fixedChar, (value, length) => value.padEnd(length, " "));
const varChar = sized<string>(LOGICAL_URNS.varChar, (value) => value);
const fixedBytes = sized<Uint8Array>(LOGICAL_URNS.fixedBytes, padded);
const varBytes = sized<Uint8Array>(LOGICAL_URNS.varBytes, (value) => value);

function sized<T extends { readonly length: number }>(
  urn: string,
  fill: (value: T, length: number) => T,
): LogicalType<T, T> {
  const convert = (value: T, type: LogicalFieldType): T => {
    const limit = argumentOf(type);
    if (value.length <= limit) return fill(value, limit);
    throw new SchemaError({
      summary: `A value of ${String(value.length)} is too long for ${urn}, which holds ${String(limit)}.`,
    });
  };
  return { urn, toRepresentation: convert, fromRepresentation: convert };
}

function padded(value: Uint8Array, length: number): Uint8Array {
  if (value.length === length) return value;
  const full = new Uint8Array(length);
  full.set(value);
  return full;
}

function argumentOf({ urn, argument }: LogicalFieldType): number {
  if (argument?.kind === "int32" && typeof argument.value === "number") return argument.value;
  throw new SchemaError({ summary: `The logical type ${urn} needs a number as its argument.` });
}

// Each entry is only ever given values of its own type: that of the field, or that of its representation.
const builtins = new Map(
  (
    [microsInstant, timestamp, fixedChar, varChar, fixedBytes, varBytes] as unknown as LogicalType<unknown, unknown>[]
  ).map((type) => [type.urn, type]),
);
