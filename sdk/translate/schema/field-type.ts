import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  AtomicType,
  type FieldType as FieldTypeProto,
  FieldTypeSchema,
  type LogicalType as LogicalTypeProto,
  type Schema as SchemaProto,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import type { AtomicKind, FieldType, LogicalFieldType } from "../../schema/field-type.ts";
import type { Schema } from "../../schema/schema.ts";
import { SchemaError } from "../../schema/schema-error.ts";
import { fieldValueFromProto, fieldValueToProto } from "./field-value.ts";
import { keptFields, unknownFields } from "./unknown-fields.ts";

const atomicTypes: Readonly<Record<AtomicKind, AtomicType>> = {
  byte: AtomicType.BYTE,
  int16: AtomicType.INT16,
  int32: AtomicType.INT32,
  int64: AtomicType.INT64,
  float: AtomicType.FLOAT,
  double: AtomicType.DOUBLE,
  string: AtomicType.STRING,
  boolean: AtomicType.BOOLEAN,
  bytes: AtomicType.BYTES,
};
const atomicKinds = new Map(Object.entries(atomicTypes).map(([kind, type]) => [type, kind as AtomicKind]));

/** Reads the schema of rows within rows: handed in, since schemas and types are made of each other. */
export type SchemaReader = (proto: SchemaProto) => Schema;
/** Writes the schema of rows within rows. */
export type SchemaWriter = (schema: Schema) => SchemaProto;

/**
 * Returns the type that a proto describes.
 *
 * @throws SchemaError when the proto says no type, or one that this SDK doesn't know
 */
export function fieldTypeFromProto(proto: FieldTypeProto | undefined, readSchema: SchemaReader): FieldType {
  if (proto === undefined) throw new SchemaError({ summary: "A type is missing in a schema." });
  const common = { isNullable: proto.nullable, ...keptFields(proto) };
  const { typeInfo } = proto;
  switch (typeInfo.case) {
    case "atomicType":
      return { kind: atomicKind(typeInfo.value), ...common };
    case "arrayType":
      return { kind: "array", element: fieldTypeFromProto(typeInfo.value.elementType, readSchema), ...common };
    case "iterableType":
      return { kind: "iterable", element: fieldTypeFromProto(typeInfo.value.elementType, readSchema), ...common };
    case "mapType": {
      const key = fieldTypeFromProto(typeInfo.value.keyType, readSchema);
      return { kind: "map", key, value: fieldTypeFromProto(typeInfo.value.valueType, readSchema), ...common };
    }
    case "rowType":
      if (typeInfo.value.schema === undefined) throw new SchemaError({ summary: "A row type has no schema." });
      return { kind: "row", schema: readSchema(typeInfo.value.schema), ...common };
    case "logicalType":
      return { ...logicalFromProto(typeInfo.value, readSchema), ...common };
    default:
      throw new SchemaError({ summary: "A schema has a type of a sort that this version doesn't know." });
  }
}

function atomicKind(type: AtomicType): AtomicKind {
  const kind = atomicKinds.get(type);
  if (kind === undefined) throw new SchemaError({ summary: `No atomic type has the number ${String(type)}.` });
  return kind;
}

function logicalFromProto(proto: LogicalTypeProto, readSchema: SchemaReader): Omit<LogicalFieldType, "isNullable"> {
  return {
    kind: "logical",
    urn: proto.urn,
    representation: fieldTypeFromProto(proto.representation, readSchema),
    ...(proto.payload.length === 0 ? {} : { payload: proto.payload }),
    ...(proto.argumentType === undefined ? {} : { argumentType: fieldTypeFromProto(proto.argumentType, readSchema) }),
    ...(proto.argument === undefined ? {} : { argument: fieldValueFromProto(proto.argument) }),
  };
}

/** Returns the proto of a type. */
export function fieldTypeToProto(type: FieldType, writeSchema: SchemaWriter): FieldTypeProto {
  const message = create(FieldTypeSchema, { nullable: type.isNullable, typeInfo: typeInfoOf(type, writeSchema) });
  return Object.assign(message, unknownFields(type));
}

type TypeInfo = NonNullable<MessageInitShape<typeof FieldTypeSchema>["typeInfo"]>;

function typeInfoOf(type: FieldType, writeSchema: SchemaWriter): TypeInfo {
  switch (type.kind) {
    case "array":
      return { case: "arrayType", value: { elementType: fieldTypeToProto(type.element, writeSchema) } };
    case "iterable":
      return { case: "iterableType", value: { elementType: fieldTypeToProto(type.element, writeSchema) } };
    case "map": {
      const keyType = fieldTypeToProto(type.key, writeSchema);
      return { case: "mapType", value: { keyType, valueType: fieldTypeToProto(type.value, writeSchema) } };
    }
    case "row":
      return { case: "rowType", value: { schema: writeSchema(type.schema) } };
    case "logical":
      return { case: "logicalType", value: logicalToProto(type, writeSchema) };
    default:
      return { case: "atomicType", value: atomicTypes[type.kind] };
  }
}

function logicalToProto(
  type: LogicalFieldType,
  writeSchema: SchemaWriter,
): (TypeInfo & { case: "logicalType" })["value"] {
  const { urn, payload = new Uint8Array(), representation, argumentType, argument } = type;
  return {
    urn,
    payload,
    representation: fieldTypeToProto(representation, writeSchema),
    ...(argumentType === undefined ? {} : { argumentType: fieldTypeToProto(argumentType, writeSchema) }),
    ...(argument === undefined ? {} : { argument: fieldValueToProto(argument) }),
  };
}
