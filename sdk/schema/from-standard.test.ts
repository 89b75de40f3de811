import { type } from "arktype";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import * as schema from "./builders.ts";
import type { Schema } from "./schema.ts";
import type { FieldType } from "./field-type.ts";
import { SchemaError } from "./schema-error.ts";

/** A schema in short: `{ id: "int64", note: "string?", tags: "string[]", inner: {...} }`. */
function told(of: unknown): Record<string, unknown> {
  return Object.fromEntries((of as Schema).fields.map(({ name, type: fieldType }) => [name, toldType(fieldType)]));
}

function toldType(fieldType: FieldType): unknown {
  const mark = fieldType.isOptional === true ? "?" : fieldType.isNullable ? "|null" : "";
  switch (fieldType.kind) {
    case "row":
      return mark === "" ? told(fieldType.schema) : [told(fieldType.schema), mark];
    case "array":
      return `${String(toldType(fieldType.element))}[]${mark}`;
    case "map":
      return `${fieldType.as ?? "map"} of ${String(toldType(fieldType.value))}${mark}`;
    case "logical":
      return (fieldType.urn.split(":")[2] ?? "") + mark;
    default:
      return ("as" in fieldType ? "bigint" : fieldType.kind) + mark;
  }
}

describe("a schema made of zod's", () => {
  it.each<{ name: string; of: z.ZodType; is: unknown }>([
    { name: "a string", of: z.string(), is: "string" },
    { name: "a string with a format", of: z.iso.datetime(), is: "string" },
    { name: "a number", of: z.number(), is: "double" },
    { name: "a whole number", of: z.int(), is: "int64" },
    { name: "a whole number of 32 bits", of: z.int32(), is: "int32" },
    { name: "a boolean", of: z.boolean(), is: "boolean" },
    { name: "a date", of: z.date(), is: "millis_instant" },
    { name: "a date that may be null", of: z.date().nullable(), is: "millis_instant|null" },
    { name: "a coerced date", of: z.coerce.date(), is: "millis_instant" },
    { name: "a bigint", of: z.bigint(), is: "bigint" },
    { name: "null or a string", of: z.string().nullable(), is: "string|null" },
    { name: "a string that may be left out", of: z.string().optional(), is: "string?" },
    { name: "a string that may be null or left out", of: z.string().nullish(), is: "string|null" },
    { name: "one with a default", of: z.number().default(1), is: "double" },
    { name: "an enum", of: z.enum(["a", "b"]), is: "string" },
    { name: "literals", of: z.literal([1, 2]), is: "int64" },
    { name: "literals with null", of: z.literal(["a", null]), is: "string|null" },
    { name: "a union of numbers", of: z.union([z.int(), z.number()]), is: "double" },
    { name: "a transformed one that is piped on", of: z.string().transform(Number).pipe(z.int()), is: "int64" },
    { name: "an array", of: z.array(z.string().nullable()), is: "string|null[]" },
    { name: "a tuple of one type", of: z.tuple([z.number(), z.number()]), is: "double[]" },
    { name: "a record", of: z.record(z.string(), z.number()), is: "object of double" },
    { name: "an object", of: z.object({ x: z.int() }), is: { x: "int64" } },
    { name: "an object that may be left out", of: z.object({ x: z.int() }).optional(), is: [{ x: "int64" }, "?"] },
    {
      name: "a union of objects",
      of: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("click"), x: z.int() }),
        z.object({ kind: z.literal("buy"), price: z.number() }),
      ]),
      is: { kind: "string", x: "int64?", price: "double?" },
    },
    {
      name: "an intersection",
      of: z.intersection(z.object({ a: z.string() }), z.object({ b: z.date() })),
      is: { a: "string", b: "millis_instant" },
    },
  ])("has a field for $name", ({ of, is }) => {
    expect(told(schema.from(z.object({ it: of })))).toEqual({ it: is });
  });

  it.each<{ name: string; of: z.ZodType; problem: string }>([
    { name: "anything", of: z.any(), problem: "no type in JSON Schema" },
    { name: "bytes", of: z.instanceof(Uint8Array), problem: "no type in JSON Schema" },
    { name: "what a function has made", of: z.string().transform(Number), problem: "no type in JSON Schema" },
    { name: "a string or a number", of: z.union([z.string(), z.number()]), problem: "one of string, double" },
    { name: "a tuple of two types", of: z.tuple([z.number(), z.string()]), problem: "one of double, string" },
    { name: "literals of two types", of: z.literal(["a", 1]), problem: 'one of "a", 1' },
    { name: "a file", of: z.file(), problem: "a file" },
    {
      name: "an object of which nothing is said",
      of: z.object({}),
      problem: "an object whose properties are not said",
    },
  ])("refuses $name, unless a type is named", ({ of, problem }) => {
    const made = (): unknown => schema.from(z.object({ it: of, id: z.int() }));
    expect(made).toThrow(SchemaError);
    expect(made).toThrow(/The zod schema has a field for which no row has a type\.\n {2}it(\[\])? {2}/);
    expect(made).toThrow(problem);
    expect(made).toThrow("name the type:  { fields: { it: schema.string() } }");
    // The union of all these types has no field that the compiler knows to be there.
    const named = schema.from(z.object({ it: of, id: z.int() }), { fields: { it: schema.bytes() } });
    expect(told(named)).toEqual({ it: "bytes", id: "int64" });
  });

  it("takes types by path, and keeps what may be left out", () => {
    const order = z.object({ id: z.int(), customer: z.object({ age: z.int().optional(), photo: z.any() }) });
    const rows = schema.from(order, {
      fields: { id: schema.int32(), "customer.age": schema.byte(), "customer.photo": schema.bytes() },
    });
    expect(told(rows)).toEqual({ id: "int32", customer: { age: "byte?", photo: "bytes" } });
  });

  it("refuses the type of a field that isn't there", () => {
    const fields = { prise: schema.double() } as object;
    expect(() => schema.from(z.object({ id: z.int(), price: z.number() }), { fields })).toThrow(
      'The schema has no field "prise", whose type was named.\n  fields  id, price\nDo this: did you mean "price"?',
    );
  });

  it("refuses what contains itself, and what is no object", () => {
    const node = z.object({
      value: z.number(),
      get next() {
        return node.nullable();
      },
    });
    expect(() => schema.from(node)).toThrow("a type that contains itself");
    expect(() => schema.from(z.string() as never)).toThrow("The zod schema is not one of objects");
    expect(() => schema.from({} as never)).toThrow("made by schema.struct(...), or by a library");
  });

  it("keeps descriptions", () => {
    expect(schema.from(z.object({ id: z.int().describe("its number") })).fields[0]?.description).toBe("its number");
  });
});

describe("a schema made of arktype's", () => {
  const order = type({
    zip: "string",
    id: "number.integer",
    "note?": "string",
    comment: "string | null",
    price: "number",
    at: "Date",
    big: "bigint",
    tags: "string[]",
    size: "'s' | 'm'",
    parsed: "string.date.parse",
    maybe: "number | undefined",
    inner: { y: "boolean" },
    counts: "Record<string, number>",
  });

  it("has a field for each of its own, in the order of their names", () => {
    expect(told(schema.from(order))).toEqual({
      at: "millis_instant",
      big: "bigint",
      comment: "string|null",
      counts: "object of double",
      id: "int64",
      inner: { y: "boolean" },
      maybe: "double?",
      note: "string?",
      parsed: "millis_instant",
      price: "double",
      size: "string",
      tags: "string[]",
      zip: "string",
    });
  });

  it("has its fields encoded at pinned positions", () => {
    const pair = type({ b: "string", a: "Date" });
    const rows = schema.from(pair, { encodingPositions: { b: 0, a: 1 } });
    expect(rows.fields.map(({ name, encodingPosition }) => [name, encodingPosition])).toEqual([
      ["a", 1],
      ["b", 0],
    ]);
  });

  it("refuses what no row has a type for", () => {
    expect(() => schema.from(type({ bytes: "TypedArray.Uint8" }))).toThrow("bytes  no type in JSON Schema");
  });
});
