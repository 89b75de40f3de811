// What the values of logical types are in JavaScript. A type that is in no table travels as its representation.

import type { FieldType, LogicalFieldType } from "./field-type.ts";
import { SchemaError } from "./schema-error.ts";

/** How the values of a logical type are turned into those of its representation and back. */
export interface LogicalType<T, R> {
  readonly urn: string;
  readonly toRepresentation: (value: T, type: LogicalFieldType) => R;
  readonly fromRepresentation: (representation: R, type: LogicalFieldType) => T;
}

const registered = new Map<string, LogicalType<unknown, unknown>>();

/** Returns the user's logical type of that URN. */
export function registeredLogicalType(urn: string): LogicalType<unknown, unknown> | undefined {
  return registered.get(urn);
}

/**
 * Makes a logical type known, and returns the field type for it.
 *
 * @throws SchemaError when the URN is one of Beam's own, or was registered before with other functions
 * @example
 * ```ts
 * const money = registerLogicalType<Money, string>({
 *   urn: "example:logical_type:money:v1",
 *   representation: schema.string(),
 *   toRepresentation: (money) => money.toString(),
 *   fromRepresentation: (text) => Money.parse(text),
 * });
 * const order = schema.struct({ id: schema.string(), price: money });
 * ```
 */
export function registerLogicalType<T, R>(
  type: LogicalType<T, R> & { readonly representation: FieldType<R> },
): FieldType<T> {
  const { urn, representation, toRepresentation, fromRepresentation } = type;
  const known = registered.get(urn);
  const isSame = known?.toRepresentation === toRepresentation && known.fromRepresentation === fromRepresentation;
  if (urn.startsWith("beam:") || (known !== undefined && !isSame)) {
    throw new SchemaError({ summary: `The logical type ${urn} is taken.`, remedies: ["give it a URN of your own"] });
  }
  // Values of this URN only ever come from, and go to, fields that this call's result was given to.
  registered.set(urn, { urn, toRepresentation, fromRepresentation } as LogicalType<unknown, unknown>);
  return Object.freeze({ kind: "logical", isNullable: false, urn, representation });
}
