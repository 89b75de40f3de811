import { create } from "@bufbuild/protobuf";
import {
  type Field as FieldProto,
  FieldSchema,
  type Option as OptionProto,
  OptionSchema,
  type Schema as SchemaProto,
  SchemaSchema,
} from "../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import type { Field, Schema, SchemaOption } from "../schema/schema.ts";
import { fieldTypeFromProto, fieldTypeToProto } from "./schema/field-type.ts";
import { fieldValueFromProto, fieldValueToProto } from "./schema/field-value.ts";
import { isJavascriptTypesOption, javascriptTypesOption, withJavascriptTypes } from "./schema/javascript-types.ts";
import { keptFields, unknownFields } from "./schema/unknown-fields.ts";

/**
 * Returns the schema that a proto describes. Options are kept, and so are fields of schemas, fields, types and options that
 * this version doesn't know.
 *
 * @throws SchemaError when it has a type that this SDK doesn't know
 */
export function schemaFromProto(proto: SchemaProto): Schema {
  return Object.freeze({
    fields: proto.fields.map(fieldFromProto),
    id: proto.id,
    hasEncodingPositions: proto.encodingPositionsSet,
    options: proto.options.map(optionFromProto),
    ...keptFields(proto),
  });
}

function fieldFromProto(proto: FieldProto): Field {
  const options = proto.options.map(optionFromProto);
  return {
    name: proto.name,
    description: proto.description,
    type: withJavascriptTypes(fieldTypeFromProto(proto.type, schemaFromProto), options),
    id: proto.id,
    encodingPosition: proto.encodingPosition,
    options: options.filter((option) => !isJavascriptTypesOption(option)),
    ...keptFields(proto),
  };
}

function optionFromProto(proto: OptionProto): SchemaOption {
  return {
    name: proto.name,
    ...(proto.type === undefined ? {} : { type: fieldTypeFromProto(proto.type, schemaFromProto) }),
    ...(proto.value === undefined ? {} : { value: fieldValueFromProto(proto.value) }),
    ...keptFields(proto),
  };
}

/** Returns the proto of a schema. */
export function schemaToProto(schema: Schema): SchemaProto {
  const message = create(SchemaSchema, {
    fields: schema.fields.map(fieldToProto),
    id: schema.id,
    encodingPositionsSet: schema.hasEncodingPositions,
    options: schema.options.map(optionToProto),
  });
  return Object.assign(message, unknownFields(schema));
}

function fieldToProto(field: Field): FieldProto {
  const message = create(FieldSchema, {
    name: field.name,
    description: field.description,
    type: fieldTypeToProto(field.type, schemaToProto),
    id: field.id,
    encodingPosition: field.encodingPosition,
    options: [...field.options, ...javascriptTypesOption(field.type)].map(optionToProto),
  });
  return Object.assign(message, unknownFields(field));
}

function optionToProto(option: SchemaOption): OptionProto {
  const message = create(OptionSchema, {
    name: option.name,
    ...(option.type === undefined ? {} : { type: fieldTypeToProto(option.type, schemaToProto) }),
    ...(option.value === undefined ? {} : { value: fieldValueToProto(option.value) }),
  });
  return Object.assign(message, unknownFields(option));
}
