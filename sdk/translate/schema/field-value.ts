import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type AtomicTypeValue,
  type FieldValue as FieldValueProto,
  FieldValueSchema,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import type { AtomicKind } from "../../schema/field-type.ts";
import type { FieldValue } from "../../schema/field-value.ts";

/** Returns the constant that a proto holds. */
export function fieldValueFromProto({ fieldValue }: FieldValueProto): FieldValue {
  switch (fieldValue.case) {
    case "atomicValue": {
      const { value } = fieldValue.value;
      return value.case === undefined ? { kind: "none" } : { kind: value.case, value: value.value };
    }
    case "arrayValue":
      return { kind: "array", values: fieldValue.value.element.map(fieldValueFromProto) };
    case "iterableValue":
      return { kind: "iterable", values: fieldValue.value.element.map(fieldValueFromProto) };
    case "rowValue":
      return { kind: "row", values: fieldValue.value.values.map(fieldValueFromProto) };
    case "mapValue":
      return {
        kind: "map",
        entries: fieldValue.value.entries.map(({ key, value }) => [optional(key), optional(value)]),
      };
    case "logicalTypeValue":
      return { kind: "logical", value: optional(fieldValue.value.value) };
    default:
      return { kind: "none" };
  }
}

function optional(value: FieldValueProto | undefined): FieldValue {
  return value === undefined ? { kind: "none" } : fieldValueFromProto(value);
}

/** Returns the proto of a constant. */
export function fieldValueToProto(value: FieldValue): FieldValueProto {
  return create(FieldValueSchema, { fieldValue: contentOf(value) });
}

type FieldValueContent = NonNullable<MessageInitShape<typeof FieldValueSchema>["fieldValue"]>;

function contentOf(value: FieldValue): FieldValueContent {
  switch (value.kind) {
    case "none":
      return { case: undefined };
    case "array":
      return { case: "arrayValue", value: { element: value.values.map(fieldValueToProto) } };
    case "iterable":
      return { case: "iterableValue", value: { element: value.values.map(fieldValueToProto) } };
    case "row":
      return { case: "rowValue", value: { values: value.values.map(fieldValueToProto) } };
    case "map": {
      const entries = value.entries.map(([key, item]) => ({
        key: fieldValueToProto(key),
        value: fieldValueToProto(item),
      }));
      return { case: "mapValue", value: { entries } };
    }
    case "logical":
      return { case: "logicalTypeValue", value: { value: fieldValueToProto(value.value) } };
    default:
      return { case: "atomicValue", value: { value: atomic(value.kind, value.value) } };
  }
}

/** The kind of an atomic constant says what its value is. */
function atomic(kind: AtomicKind, value: unknown): AtomicTypeValue["value"] {
  return { case: kind, value } as AtomicTypeValue["value"];
}
