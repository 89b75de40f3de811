import {
  AtomicType,
  type FieldType,
  type Schema,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";

/** A field of a row: its name and place, and its type as a text. */
export interface FieldShape {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** Its place in the encoding. */
  readonly position: number;
}

/** Returns the fields of a schema: not its id, which SDKs draw at random. */
export function fieldsOf({ fields, encodingPositionsSet }: Schema): FieldShape[] {
  return fields.map(({ name, type, encodingPosition }, at) => ({
    name,
    type: typeText(type),
    isNullable: type?.nullable === true,
    position: encodingPositionsSet ? encodingPosition : at,
  }));
}

function typeText(type: FieldType | undefined): string {
  const info = type?.typeInfo;
  switch (info?.case) {
    case "atomicType":
      return nameOfAtomic(info.value);
    case "arrayType":
      return `array<${nested(info.value.elementType)}>`;
    case "iterableType":
      return `iterable<${nested(info.value.elementType)}>`;
    case "mapType":
      return `map<${nested(info.value.keyType)}, ${nested(info.value.valueType)}>`;
    case "rowType":
      return info.value.schema === undefined ? "row" : rowText(info.value.schema);
    case "logicalType":
      return `${info.value.urn}<${nested(info.value.representation)}>`;
    case undefined:
      return "nothing";
  }
}

function nested(type: FieldType | undefined): string {
  return `${typeText(type)}${type?.nullable === true ? "?" : ""}`;
}

/** Returns a schema as a text: equal texts are rows that are encoded alike. */
export function rowText(schema: Schema): string {
  return `row{${fieldsOf(schema).map(fieldText).join(", ")}}`;
}

function fieldText({ name, type, isNullable, position }: FieldShape, at: number): string {
  return `${name}: ${type}${isNullable ? "?" : ""}${position === at ? "" : ` @${String(position)}`}`;
}

const atomicNames: Readonly<Record<number, string>> = {
  [AtomicType.BYTE]: "byte",
  [AtomicType.INT16]: "int16",
  [AtomicType.INT32]: "int32",
  [AtomicType.INT64]: "int64",
  [AtomicType.FLOAT]: "float",
  [AtomicType.DOUBLE]: "double",
  [AtomicType.STRING]: "string",
  [AtomicType.BOOLEAN]: "boolean",
  [AtomicType.BYTES]: "bytes",
};

function nameOfAtomic(type: AtomicType): string {
  return atomicNames[type] ?? `type ${String(type)}`;
}
