import { z } from "zod";
import { describe, expect, it } from "vitest";
import { Pipeline, schema, schemaOf, type FieldType, type PCollection, type Schema } from "../sdk/index.ts";
import {
  addFields,
  count,
  dropFields,
  FieldError,
  flattenFields,
  groupBy,
  max,
  of,
  ofField,
  rename,
  select,
  sum,
  unnest,
  validate,
} from "./index.ts";

const address = schema.struct({ country: schema.string() });
const customer = schema.struct({ name: schema.string(), address: schema.nullable(schema.row(address)) });
const order = schema.struct({
  id: schema.int64(),
  price: schema.double(),
  items: schema.array(schema.string()),
  note: schema.optional(schema.string()),
  customer: schema.row(customer),
});
type Order = schema.Infer<typeof order>;

const ada = { name: "ada", address: { country: "CH" } };
const orders: readonly Order[] = [
  { id: 1, price: 2.5, items: ["a", "b"], customer: ada },
  { id: 2, price: 1, items: [], note: "x", customer: { name: "bob", address: null } },
  { id: 3, price: 4, items: ["c"], customer: ada },
];

/** What a transform makes of the orders, and the fields of its schema, with the schema of the orders known or not. */
async function applied<T>(
  build: (rows: PCollection<Order>) => PCollection<T>,
  isKnown: boolean,
): Promise<{ rows: T[]; fields: string | undefined }> {
  const p = Pipeline.create({ runner: "direct", quiet: true });
  const created = p.create(orders);
  const made = build(isKnown ? created.withSchema(order) : created);
  const rows: T[] = [];
  made.map((row) => rows.push(row));
  // Rows are encoded here, by the schema that was carried on.
  made.reshuffle();
  await p.run();
  return { rows, fields: told(schemaOf(made) as Schema | undefined) };
}

function told(of: Schema | undefined): string | undefined {
  return of?.fields
    .map(({ name, type }) => `${name} ${type.kind}${type.isOptional === true ? "?" : type.isNullable ? "|null" : ""}`)
    .join(", ");
}

interface Case {
  readonly name: string;
  readonly build: (rows: PCollection<Order>) => PCollection<unknown>;
  readonly expected: readonly unknown[];
  readonly fields: string | undefined;
}

const cases: readonly Case[] = [
  {
    name: "select takes fields by their paths",
    build: (rows) => rows.apply(select("id", "note", "customer.address.country")),
    expected: [
      { id: 1, note: undefined, country: "CH" },
      { id: 2, note: "x", country: null },
      { id: 3, note: undefined, country: "CH" },
    ],
    fields: "id int64, note string?, country string|null",
  },
  {
    name: "select gives names",
    build: (rows) => rows.apply(select({ order: "id", name: "customer.name" })),
    expected: [
      { order: 1, name: "ada" },
      { order: 2, name: "bob" },
      { order: 3, name: "ada" },
    ],
    fields: "order int64, name string",
  },
  {
    name: "rename and dropFields leave the other fields",
    build: (rows) => rows.apply(dropFields("customer", "items")).apply(rename({ id: "order", price: "id" })),
    expected: [
      { order: 1, id: 2.5 },
      { order: 2, id: 1, note: "x" },
      { order: 3, id: 4 },
    ],
    fields: "order int64, id double, note string?",
  },
  {
    name: "addFields waits for functions that are asynchronous",
    build: (rows) =>
      rows
        .apply(select("id", "price"))
        .apply(addFields({ price: ({ price }) => price * 2, later: ({ id }) => Promise.resolve(id) })),
    expected: [
      { id: 1, price: 5, later: 1 },
      { id: 2, price: 2, later: 2 },
      { id: 3, price: 8, later: 3 },
    ],
    fields: undefined,
  },
  {
    name: "addFields carries the schema on where the types of its fields are named",
    build: (rows) =>
      rows
        .apply(select("id", "price"))
        .apply(
          addFields(
            { price: ({ price }) => String(price), later: ({ id }) => Promise.resolve(id) },
            { price: schema.string(), later: schema.int64() },
          ),
        ),
    expected: [
      { id: 1, price: "2.5", later: 1 },
      { id: 2, price: "1", later: 2 },
      { id: 3, price: "4", later: 3 },
    ],
    fields: "id int64, price string, later int64",
  },
  {
    name: "unnest gives a row for each element",
    build: (rows) => rows.apply(unnest("items")).apply(select("id", "items")),
    expected: [
      { id: 1, items: "a" },
      { id: 1, items: "b" },
      { id: 3, items: "c" },
    ],
    fields: "id int64, items string",
  },
  {
    name: "groupBy combines in several ways",
    build: (rows) => rows.apply(groupBy("customer.name").aggregate({ n: count(), total: ofField("price", sum()) })),
    expected: [
      { name: "ada", n: 2, total: 6.5 },
      { name: "bob", n: 1, total: 1 },
    ],
    fields: "name string, n int64, total double",
  },
  {
    name: "groupBy takes several fields, and CombineFns of whose results nothing is known",
    build: (rows) =>
      rows.apply(
        groupBy("customer.name", "customer.address.country").aggregate({
          last: ofField("id", max()),
          items: of(({ items }) => items.length, sum()),
        }),
      ),
    expected: [
      { name: "ada", country: "CH", last: 3, items: 3 },
      { name: "bob", country: null, last: 2, items: 0 },
    ],
    fields: undefined,
  },
];

describe("transforms of fields", () => {
  it.each(cases)("$name, and carry the schema on", async ({ build, expected, fields }) => {
    const known = await applied(build, true);
    expect(sorted(known.rows)).toEqual(expected);
    expect(known.fields).toBe(fields);
    const unknown = await applied(build, false);
    expect(sorted(unknown.rows)).toEqual(expected);
    expect(unknown.fields).toBeUndefined();
  });

  it("flattenFields makes fields of those of rows within rows", async () => {
    const { rows, fields } = await applied((input) => input.apply(flattenFields()), true);
    expect(rows).toEqual([
      { id: 1, price: 2.5, items: ["a", "b"], customer_name: "ada", customer_address_country: "CH" },
      { id: 2, price: 1, items: [], note: "x", customer_name: "bob", customer_address_country: null },
      { id: 3, price: 4, items: ["c"], customer_name: "ada", customer_address_country: "CH" },
    ]);
    expect(fields).toBe(
      "id int64, price double, items array, note string?, customer_name string, customer_address_country string|null",
    );
  });

  it.each<{ name: string; build: (rows: PCollection<Order>) => unknown; message: string }>([
    {
      name: "a field that isn't there",
      build: (rows) => rows.apply(select("prise" as "price")),
      message: 'select names the field "prise", and the rows have none.\n  fields  id, price, items, note, customer',
    },
    {
      name: "a field that isn't there in a row within the row",
      build: (rows) => rows.apply(groupBy("customer.zip" as "customer.name").aggregate({ n: count() })),
      message: 'groupBy names the field "customer.zip", and the rows have none.\n  fields  name, address',
    },
    {
      name: "two fields of one name",
      build: (rows) => rows.apply(select("id", "customer.name", "customer.address")).apply(rename({ id: "name" })),
      message: 'rename makes two fields called "name".',
    },
    {
      name: "a result with the name of a key",
      build: (rows) => rows.apply(groupBy("id").aggregate({ id: count() })),
      message: 'groupBy makes two fields called "id".',
    },
    {
      name: "types of some of the fields that are made",
      build: (rows) =>
        rows.apply(addFields({ a: () => 1, b: () => 2 }, { a: schema.int64() } as { a: FieldType<number>; b: never })),
      message: 'addFields is given types of fields, and none of "b".\n  fields  a, b',
    },
    {
      name: "a type of a field that is not made",
      build: (rows) => rows.apply(addFields({ a: () => 1 }, { a: schema.int64(), ...{ b: schema.int64() } })),
      message: 'addFields is given a type of "b", which it does not make.',
    },
    {
      name: "elements of what is no array",
      build: (rows) => rows.apply(unnest("price" as "items")),
      message: 'unnest takes a field of arrays, and "price" is one of type double.',
    },
  ])("refuses, when the pipeline is built, $name", ({ build, message }) => {
    const rows = Pipeline.create().create(orders).withSchema(order);
    expect(() => build(rows)).toThrow(FieldError);
    expect(() => build(rows)).toThrow(message);
  });

  it("refuses to flatten rows of which nothing is known", () => {
    expect(() => Pipeline.create().create(orders).apply(flattenFields())).toThrow(
      "flattenFields doesn't know which fields the rows have",
    );
  });
});

describe("validate", () => {
  const schemaOfText = z.object({ id: z.coerce.number().int(), tags: z.array(z.string()).default([]) });

  it("gives what the schema makes of an element, and what it refuses as dead letters", async () => {
    const p = Pipeline.create({ runner: "direct", quiet: true });
    const { output, errors } = p
      .create([{ id: "1" }, { id: "x" }, { id: "2", tags: ["a"] }])
      .apply("Validate", validate(schemaOfText));
    const [valid, invalid]: [unknown[], unknown[]] = [[], []];
    output.map((element) => valid.push(element));
    errors.map(({ element, error }) => invalid.push({ element, code: error.code, message: error.message }));
    await p.run();
    expect(valid).toEqual([
      { id: 1, tags: [] },
      { id: 2, tags: ["a"] },
    ]);
    expect(invalid).toMatchObject([
      {
        element: { id: "x" },
        code: "PURLIN_INVALID_ELEMENT",
        message: expect.stringContaining("An element is not what its zod schema says.\n  id  Invalid input") as string,
      },
    ]);
  });

  it("fails where that is asked for, also for a schema that is asynchronous", async () => {
    const checked = z.string().refine((text) => Promise.resolve(text !== "bad"), "it is bad");
    const p = Pipeline.create({ runner: "direct", quiet: true });
    p.create(["good", "bad"]).apply(validate(checked, { onInvalid: "fail" }));
    await expect(p.run()).rejects.toThrow(/The function of step "Validate\/Check" failed/);
  });

  it("refuses what is no schema", () => {
    expect(() => validate({} as typeof schemaOfText)).toThrow("follows Standard Schema");
  });
});

function sorted<T>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
