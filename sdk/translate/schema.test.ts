import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { type AtomicType, SchemaSchema } from "../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { logicalTypeUrns } from "../model/schema-urns.ts";
import * as schema from "../schema/builders.ts";
import type { FieldValue } from "../schema/field-value.ts";
import { LOGICAL_URNS } from "../schema/logical-urns.ts";
import type { Schema } from "../schema/schema.ts";
import { schemaFromProto, schemaToProto } from "./schema.ts";

const everything = schema.struct(
  {
    byte: schema.byte(),
    int16: schema.int16(),
    int32: schema.int32(),
    int64: schema.int64(),
    wide: schema.nullable(schema.int64({ as: "bigint" })),
    float: schema.float(),
    double: schema.double(),
    string: schema.string(),
    boolean: schema.boolean(),
    bytes: schema.bytes(),
    array: schema.array(schema.nullable(schema.int64({ as: "bigint" }))),
    iterable: schema.iterable(schema.string()),
    map: schema.map(schema.string(), schema.array(schema.int64({ as: "bigint" }))),
    row: schema.row(schema.struct({ at: schema.microsInstant({ as: "date" }) })),
    instant: schema.instant(),
    micros: schema.microsInstant(),
    timestamp: schema.timestamp(9, { as: "date" }),
    decimal: schema.nullable(schema.decimal()),
    fixedChar: schema.fixedChar(3),
    varBytes: schema.varBytes(9),
  },
  { descriptions: { byte: "the first" } },
);

function throughBytes(value: Schema): Schema {
  return schemaFromProto(fromBinary(SchemaSchema, toBinary(SchemaSchema, schemaToProto(value))));
}

describe("schemas in protos", () => {
  it("come back with every type, and with what their values are in JavaScript", () => {
    expect(throughBytes(everything)).toEqual(everything);
  });

  it("come back with their encoding positions", () => {
    const pinned = schema.struct({ a: schema.string(), b: schema.string() }, { encodingPositions: { a: 1, b: 0 } });
    expect(throughBytes(pinned)).toEqual(pinned);
    expect(schemaToProto(pinned).encodingPositionsSet).toBe(true);
  });

  it("come back with options, whatever their values", () => {
    const value: FieldValue = {
      kind: "row",
      values: [
        { kind: "int64", value: -(2n ** 63n) },
        { kind: "double", value: 0.5 },
        { kind: "bytes", value: Uint8Array.of(1) },
        { kind: "array", values: [{ kind: "string", value: "a" }] },
        { kind: "iterable", values: [{ kind: "boolean", value: true }] },
        { kind: "map", entries: [[{ kind: "string", value: "k" }, { kind: "none" }]] },
        { kind: "logical", value: { kind: "int32", value: 7 } },
        { kind: "none" },
      ],
    };
    const options = [
      { name: "owner", type: schema.string(), value: { kind: "string", value: "us" } as const },
      { name: "x", value },
    ];
    const told = schema.struct({ a: schema.string() }, { options });
    expect(throughBytes(told)).toEqual(told);
    const field = { ...told, fields: told.fields.map((only) => ({ ...only, id: 5, options })) };
    expect(throughBytes(field)).toEqual(field);
  });

  it("come back with fields that this version doesn't know", () => {
    const unknown = [{ no: 99, wireType: 2, data: Uint8Array.of(1, 7) }];
    const proto = create(SchemaSchema, { ...schemaToProto(schema.struct({ a: schema.string() })), $unknown: unknown });
    const bytes = toBinary(SchemaSchema, proto);
    const again = schemaToProto(schemaFromProto(fromBinary(SchemaSchema, bytes)));
    expect(toBinary(SchemaSchema, again)).toEqual(bytes);
    expect(again.$unknown).toEqual(unknown);
  });

  it("name the model's logical types as the model does", () => {
    const known: readonly string[] = Object.values(logicalTypeUrns);
    expect(Object.values(LOGICAL_URNS).filter((urn) => !known.includes(urn))).toEqual([]);
  });

  it.each<{ name: string; proto: MessageInitShape<typeof SchemaSchema>; message: string }>([
    { name: "a field without a type", proto: { fields: [{ name: "a" }] }, message: "A type is missing in a schema." },
    {
      name: "a type of no sort",
      proto: { fields: [{ name: "a", type: {} }] },
      message: "of a sort that this version doesn't know",
    },
    {
      name: "an atomic type of the future",
      proto: { fields: [{ name: "a", type: { typeInfo: { case: "atomicType", value: 77 as AtomicType } } }] },
      message: "No atomic type has the number 77.",
    },
    {
      name: "a row type without a schema",
      proto: { fields: [{ name: "a", type: { typeInfo: { case: "rowType", value: {} } } }] },
      message: "A row type has no schema.",
    },
  ])("are refused with $name", ({ proto, message }) => {
    expect(() => schemaFromProto(create(SchemaSchema, proto))).toThrow(message);
  });
});
