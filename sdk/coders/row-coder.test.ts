import { describe, expect, expectTypeOf, it } from "vitest";
import * as schema from "../schema/builders.ts";
import { registerLogicalType } from "../schema/logical-type.ts";
import type { FieldType } from "../schema/field-type.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { type RowCoder, rowCoder } from "./row-coder.ts";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The bytes were made by RowCoder of Beam's Python SDK 2.77.0, for a row whose one field has the value. */
const oneField: { name: string; type: FieldType; value: unknown; bytes: string }[] = [
  { name: "byte 127", type: schema.byte(), value: 127, bytes: "01007f" },
  { name: "int16 -1", type: schema.int16(), value: -1, bytes: "0100ffff" },
  { name: "int16 -32768", type: schema.int16(), value: -32768, bytes: "01008000" },
  { name: "int16 258", type: schema.int16(), value: 258, bytes: "01000102" },
  { name: "int32 -1", type: schema.int32(), value: -1, bytes: "0100ffffffff0f" },
  { name: "int32 least", type: schema.int32(), value: -2147483648, bytes: "01008080808008" },
  { name: "int32 greatest", type: schema.int32(), value: 2147483647, bytes: "0100ffffffff07" },
  { name: "int64 -1", type: schema.int64(), value: -1, bytes: "0100ffffffffffffffffff01" },
  { name: "int64 2^53 - 1", type: schema.int64(), value: 9007199254740991, bytes: "0100ffffffffffffff0f" },
  { name: "int64 least", type: schema.int64({ as: "bigint" }), value: -(2n ** 63n), bytes: "010080808080808080808001" },
  { name: "float", type: schema.float(), value: 0.5, bytes: "01003f000000" },
  { name: "float -0", type: schema.float(), value: -0, bytes: "010080000000" },
  { name: "double", type: schema.double(), value: 0.1, bytes: "01003fb999999999999a" },
  { name: "empty string", type: schema.string(), value: "", bytes: "010000" },
  { name: "string", type: schema.string(), value: "é", bytes: "010002c3a9" },
  { name: "boolean", type: schema.boolean(), value: true, bytes: "010001" },
  { name: "bytes", type: schema.bytes(), value: Uint8Array.of(0, 255), bytes: "01000200ff" },
  {
    name: "array",
    type: schema.array(schema.nullable(schema.string())),
    value: ["x", null],
    bytes: "01000000000201017800",
  },
  { name: "iterable", type: schema.iterable(schema.int64()), value: [1, 2], bytes: "0100000000020102" },
  {
    name: "map",
    type: schema.map(schema.string(), schema.nullable(schema.int64())),
    value: new Map([
      ["k", 1],
      ["n", null],
    ]),
    bytes: "010000000002016b0101016e00",
  },
  {
    name: "row",
    type: schema.row(schema.struct({ x: schema.nullable(schema.int32()) })),
    value: { x: null },
    bytes: "0100010101",
  },
  { name: "instant 0", type: schema.instant(), value: new Date(0), bytes: "01008000000000000000" },
  { name: "instant -1", type: schema.instant(), value: new Date(-1), bytes: "01007fffffffffffffff" },
  { name: "instant", type: schema.instant(), value: new Date(1597328054123), bytes: "010080000173e82bd76b" },
  {
    name: "instant of microseconds",
    type: schema.microsInstant(),
    value: -1n,
    bytes: "01000200ffffffffffffffffff01bf843d",
  },
  { name: "decimal 0", type: schema.decimal(), value: "0", bytes: "0100000100" },
  { name: "decimal -1", type: schema.decimal(), value: "-1", bytes: "01000001ff" },
  { name: "decimal 128", type: schema.decimal(), value: "128", bytes: "010000020080" },
  { name: "decimal -128", type: schema.decimal(), value: "-128", bytes: "0100000180" },
  { name: "decimal -129", type: schema.decimal(), value: "-129", bytes: "01000002ff7f" },
  { name: "decimal 1.00", type: schema.decimal(), value: "1.00", bytes: "0100020164" },
  {
    name: "long decimal",
    type: schema.decimal(),
    value: "1234567890123456789012.345",
    bytes: "0100030b01056e0f36a6443de2df79",
  },
];

describe("the row coder", () => {
  it.each(oneField)("writes and reads $name as Beam does", ({ type, value, bytes }) => {
    const coder = rowCoder(schema.struct({ a: type }));
    expect(hex(encodeBytes(coder, { a: value }))).toBe(bytes);
    expect(decodeBytes(coder, Buffer.from(bytes, "hex"))).toEqual({ a: value });
  });

  // The bitmaps, too, are those of Beam's Python SDK; the second is the example in Beam's documentation of rows.
  const ten = schema.struct(
    Object.fromEntries(Array.from("abcdefghij", (name) => [name, schema.nullable(schema.int32())])),
  );
  it.each([
    { nulls: "a", bytes: "0a020100010203040506070809" },
    { nulls: "aehj", bytes: "0a029102010203050608" },
    { nulls: "", bytes: "0a0000010203040506070809" },
  ])("records nulls of '$nulls' in a bitmap", ({ nulls, bytes }) => {
    const row = Object.fromEntries(
      Array.from("abcdefghij", (name, index) => [name, nulls.includes(name) ? null : index]),
    );
    expect(hex(encodeBytes(rowCoder(ten), row))).toBe(bytes);
    expect(decodeBytes(rowCoder(ten), Buffer.from(bytes, "hex"))).toEqual(row);
  });

  const pinned = rowCoder(
    schema.struct(
      { a: schema.nullable(schema.int32()), b: schema.string(), c: schema.nullable(schema.boolean()) },
      { encodingPositions: { a: 2, b: 0, c: 1 } },
    ),
  );
  it.each([
    { row: { a: null, b: "x", c: true }, bytes: "030101017801" },
    { row: { a: 5, b: "x", c: null }, bytes: "030104017805" },
  ])("follows encoding positions, but for the bitmap: $bytes", ({ row, bytes }) => {
    expect(hex(encodeBytes(pinned, row))).toBe(bytes);
    expect(decodeBytes(pinned, Buffer.from(bytes, "hex"))).toEqual(row);
    expect(Object.keys(decodeBytes(pinned, Buffer.from(bytes, "hex")))).toEqual(["a", "b", "c"]);
  });

  it("reads a bitmap that leaves out its last zero bytes, as Java writes it", () => {
    const bytes = Buffer.from("0a0101010203040506070809", "hex");
    expect(decodeBytes(rowCoder(ten), bytes)).toMatchObject({ a: null, b: 1, j: 9 });
  });

  it("gives null to nullable fields that were added after the row was written", () => {
    const before = rowCoder(schema.struct({ a: schema.int32() }));
    const after = rowCoder(schema.struct({ a: schema.int32(), b: schema.nullable(schema.string()) }));
    expect(decodeBytes(after, encodeBytes(before, { a: 1 }))).toEqual({ a: 1, b: null });
    expect(() => decodeBytes(before, encodeBytes(after, { a: 1, b: "x" }))).toThrow(
      "The row has 2 fields, and its schema only 1.",
    );
  });

  it("infers the type of its rows from the schema", () => {
    const play = schema.struct({ user: schema.string(), score: schema.nullable(schema.int64()), at: schema.instant() });
    type Play = schema.Infer<typeof play>;
    expectTypeOf<Play>().toEqualTypeOf<{ user: string; score: number | null; at: Date }>();
    const coder = rowCoder(play);
    expectTypeOf(coder).toEqualTypeOf<RowCoder<Play>>();
    expect(coder.schema).toBe(play);
  });

  it("is deterministic unless a map is among its fields", () => {
    const plain = schema.struct({ a: schema.double(), b: schema.array(schema.string()) });
    const mapped = schema.struct({ a: schema.array(schema.map(schema.string(), schema.string())) });
    expect(rowCoder(plain).isDeterministic).toBe(true);
    expect(rowCoder(mapped).isDeterministic).toBe(false);
    expect(rowCoder(schema.struct({ inner: schema.row(mapped) })).isDeterministic).toBe(false);
  });

  it.each<{ type: FieldType; value: unknown; message: string }>([
    { type: schema.int64(), value: null, message: 'The field "a" is null or missing' },
    { type: schema.int64(), value: 2 ** 53, message: "give it another type in the schema" },
    { type: schema.int64(), value: 1n, message: 'The field "a" can\'t be written' },
    { type: schema.int32(), value: 2 ** 31, message: "whole numbers from -2147483648 to 2147483647; got 2147483648" },
    { type: schema.byte(), value: 128, message: "whole numbers from -128 to 127; got 128" },
    { type: schema.string(), value: "\ud800", message: "lone surrogate" },
    { type: schema.instant(), value: new Date(Number.NaN), message: "An instant is a valid Date; got Invalid Date." },
    { type: schema.microsInstant(), value: 5, message: "An instant is a Date or a bigint; got number." },
    { type: schema.timestamp(0), value: new Date(1), message: "can't be held to 0 decimal places" },
    { type: schema.decimal(), value: "1,5", message: 'A decimal is a string such as "-100.123"; got "1,5".' },
    {
      type: schema.varChar(2),
      value: "abc",
      message: "A value of 3 is too long for beam:logical_type:var_char:v1, which holds 2.",
    },
    { type: schema.map(schema.string(), schema.string()), value: {}, message: "A map field takes a Map; got object." },
  ])("refuses $value: $message", ({ type, value, message }) => {
    expect(() => encodeBytes(rowCoder(schema.struct({ a: type })), { a: value })).toThrow(message);
  });

  it("refuses integers that a number can't hold, and names what can", () => {
    const wide = rowCoder(schema.struct({ a: schema.int64({ as: "bigint" }) }));
    const narrow = rowCoder(schema.struct({ a: schema.int64() }));
    expect(() => decodeBytes(narrow, encodeBytes(wide, { a: 2n ** 60n }))).toThrow('schema.int64({ as: "bigint" })');
  });

  it("refuses a null where the type is not nullable", () => {
    const coder = rowCoder(schema.struct({ a: schema.int64() }));
    expect(() => decodeBytes(coder, Uint8Array.of(1, 1, 1))).toThrow('The field "a" is null');
  });

  it("fills fixed fields up and gives Dates where asked", () => {
    const coder = rowCoder(
      schema.struct({ c: schema.fixedChar(3), b: schema.fixedBytes(2), d: schema.timestamp(6, { as: "date" }) }),
    );
    const row = { c: "x", b: Uint8Array.of(1), d: new Date(-1) };
    expect(decodeBytes(coder, encodeBytes(coder, row))).toEqual({ c: "x  ", b: Uint8Array.of(1, 0), d: new Date(-1) });
    const exact = rowCoder(schema.struct({ c: schema.fixedChar(3), b: schema.fixedBytes(2), d: schema.timestamp(6) }));
    const odd = encodeBytes(exact, { c: "", b: Uint8Array.of(), d: 1n });
    expect(() => decodeBytes(coder, odd)).toThrow("no whole number of milliseconds");
  });

  it("carries a logical type of the user's, and one that nobody knows as its representation", () => {
    const celsius = registerLogicalType<{ degrees: number }, number>({
      urn: "test:logical_type:celsius:v1",
      representation: schema.double(),
      toRepresentation: ({ degrees }) => degrees,
      fromRepresentation: (degrees) => ({ degrees }),
    });
    const unknown: FieldType = {
      kind: "logical",
      isNullable: false,
      urn: "test:other",
      representation: schema.string(),
    };
    const coder = rowCoder(schema.struct({ t: celsius, u: unknown }));
    const row = { t: { degrees: 21.5 }, u: "as it is" };
    expect(decodeBytes(coder, encodeBytes(coder, row))).toEqual(row);
    expect(() =>
      registerLogicalType({
        urn: "beam:logical_type:date:v1",
        representation: schema.int64(),
        toRepresentation: Number,
        fromRepresentation: Number,
      }),
    ).toThrow("is taken");
  });
});
