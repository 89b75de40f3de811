import { logicalTypeOf } from "../schema/builtin-logical-types.ts";
import type { FieldType, LogicalFieldType } from "../schema/field-type.ts";
import type { Schema } from "../schema/schema.ts";
import { atomicFieldCoders } from "./atomic-field-coders.ts";
import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { iterableCoder } from "./iterable-coder.ts";
import { logicalFieldCoders } from "./logical-field-coders.ts";
import { mapCoder } from "./map-coder.ts";
import { nullableCoder } from "./nullable-coder.ts";
import { recordCoder } from "./record-coder.ts";
import { varint64Coder } from "./varint64-coder.ts";

/** Makes the coder of rows within rows: handed in, since rows and fields are made of each other. */
export type RowCoderMaker = (schema: Schema) => Coder<unknown>;

/** Returns the coder of a field's values other than null, which the row itself records. */
export function fieldCoder(type: FieldType, makeRow: RowCoderMaker): Coder<unknown> {
  switch (type.kind) {
    case "array":
    case "iterable":
      return iterableCoder(elementCoder(type.element, makeRow));
    case "map": {
      const value = elementCoder(type.value, makeRow);
      return type.as === "object" ? recordCoder(value) : mapCoder(elementCoder(type.key, makeRow), value);
    }
    case "row":
      return makeRow(type.schema);
    case "logical":
      return logicalCoder(type, makeRow);
    default:
      return type.kind === "int64" && type.as === "bigint" ? varint64Coder : atomicFieldCoders[type.kind];
  }
}

/** Within lists and maps a null is marked where it stands. */
function elementCoder(type: FieldType, makeRow: RowCoderMaker): Coder<unknown> {
  const coder = fieldCoder(type, makeRow);
  return type.isNullable ? nullableCoder(coder) : coder;
}

function logicalCoder(type: LogicalFieldType, makeRow: RowCoderMaker): Coder<unknown> {
  const special = logicalFieldCoders.get(type.urn);
  if (special !== undefined) return special;
  const representation = elementCoder(type.representation, makeRow);
  const logicalType = logicalTypeOf(type.urn);
  if (logicalType === undefined) return representation;
  const coder: Coder<unknown> = {
    kind: "logical",
    components: [representation],
    isDeterministic: representation.isDeterministic,
    encode(value, writer, isNested) {
      representation.encode(logicalType.toRepresentation(value, type), writer, isNested);
    },
    decode: (reader, isNested) => logicalType.fromRepresentation(representation.decode(reader, isNested), type),
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
