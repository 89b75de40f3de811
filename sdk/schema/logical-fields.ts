// Beam's own logical types, as fields; what their values are in JavaScript is worked out in `builtin-logical-types.ts`.

import type { FieldType, LogicalFieldType } from "./field-type.ts";
import { bytes, int16, int32, int64, row, string } from "./field-types.ts";
import type { FieldValue } from "./field-value.ts";
import { LOGICAL_URNS } from "./logical-urns.ts";
import { SchemaError } from "./schema-error.ts";
import { struct } from "./struct.ts";

/** Dates in place of bigints, for instants of whole milliseconds; others are an error. */
interface AsDate {
  readonly as: "date";
}

/** Below this precision the fraction of a second fits in 16 bits. */
const SHORT_PRECISION_LIMIT = 5;
const MAX_PRECISION = 9;

function logical(urn: string, representation: FieldType, more: Partial<LogicalFieldType> = {}): LogicalFieldType {
  return Object.freeze({ kind: "logical", isNullable: false, urn, representation, ...more });
}

function withArgument(urn: string, representation: FieldType, argument: number): LogicalFieldType {
  const value: FieldValue = { kind: "int32", value: argument };
  return logical(urn, representation, { argumentType: int32(), argument: value });
}

/** An instant in whole milliseconds, as a Date (Beam's millis_instant). */
export function instant(): FieldType<Date> {
  return logical(LOGICAL_URNS.millisInstant, int64());
}

/** An instant in microseconds since the epoch, as a bigint, or as a Date with `{ as: "date" }` (micros_instant). */
export function microsInstant(): FieldType<bigint>;
export function microsInstant(options: AsDate): FieldType<Date>;
export function microsInstant(options?: AsDate): FieldType<bigint> | FieldType<Date> {
  const representation = row(struct({ seconds: int64(), micros: int64() }));
  return logical(LOGICAL_URNS.microsInstant, representation, options);
}

/**
 * An instant of a given precision, from 0 for seconds to 9 for nanoseconds: units since the epoch as a bigint, or a Date
 * with `{ as: "date" }` (timestamp).
 *
 * @throws SchemaError when the precision is none of these
 */
export function timestamp(precision: number): FieldType<bigint>;
export function timestamp(precision: number, options: AsDate): FieldType<Date>;
export function timestamp(precision: number, options?: AsDate): FieldType<bigint> | FieldType<Date> {
  if (!Number.isInteger(precision) || precision < 0 || precision > MAX_PRECISION) {
    throw new SchemaError({
      summary: `The precision of a timestamp is a whole number from 0 to 9; got ${String(precision)}.`,
    });
  }
  const subseconds = precision < SHORT_PRECISION_LIMIT ? int16() : int32();
  const representation = row(struct({ seconds: int64(), subseconds }));
  return Object.freeze({ ...withArgument(LOGICAL_URNS.timestamp, representation, precision), ...options });
}

/** A decimal number of any size, as a string: `"-100.123"`. Trailing zeros count, as in Java's BigDecimal. */
export function decimal(): FieldType<string> {
  return logical(LOGICAL_URNS.decimal, bytes());
}

/** A string of exactly `length` UTF-16 code units; shorter ones are filled up with spaces. */
export function fixedChar(length: number): FieldType<string> {
  return withArgument(LOGICAL_URNS.fixedChar, string(), length);
}

/** A string of at most `maxLength` UTF-16 code units. */
export function varChar(maxLength: number): FieldType<string> {
  return withArgument(LOGICAL_URNS.varChar, string(), maxLength);
}

/** Exactly `length` bytes; fewer are filled up with zeros. */
export function fixedBytes(length: number): FieldType<Uint8Array> {
  return withArgument(LOGICAL_URNS.fixedBytes, bytes(), length);
}

/** At most `maxLength` bytes. */
export function varBytes(maxLength: number): FieldType<Uint8Array> {
  return withArgument(LOGICAL_URNS.varBytes, bytes(), maxLength);
}
