import { z } from "zod";
import { schema } from "../../../sdk/index.ts";
import { count, flattenFields, groupBy, ofField, select, sum, unnest, validate } from "../../../transforms/index.ts";
import type { ConformanceCase } from "../../../sdk/testing/conformance/conformance-case.ts";

const zodOrder = z.object({
  id: z.int(),
  price: z.number(),
  at: z.date(),
  wide: z.bigint(),
  note: z.string().optional(),
  comment: z.string().nullable(),
  size: z.enum(["s", "m"]),
  tags: z.array(z.string()),
  counts: z.record(z.string(), z.int()),
  customer: z.object({ name: z.string(), country: z.string() }),
});
type Order = z.infer<typeof zodOrder>;

const ada = { name: "ada", country: "CH" };
const orders: readonly Order[] = [
  {
    id: 1,
    price: 2.5,
    at: new Date("2026-01-31T12:00:00.123Z"),
    wide: 2n ** 60n,
    note: "é",
    comment: null,
    size: "s",
    tags: ["a", "b"],
    counts: { x: 1 },
    customer: ada,
  },
  {
    id: 2 ** 40,
    price: -0.5,
    at: new Date(-1),
    wide: -1n,
    comment: "",
    size: "m",
    tags: [],
    counts: {},
    customer: { name: "bob", country: "DE" },
  },
];

/** Rows, whose schemas are Purlin's or a library's. */
export const schemaCases: readonly ConformanceCase[] = [
  {
    name: "rows of a zod schema go through a group as they are",
    build: (p) => ({
      out: p
        .create(orders)
        .withSchema(zodOrder)
        .reshuffle()
        .keyBy((order) => order.customer.name)
        .groupByKey()
        .map(([name, group]) => [name, [...group]]),
    }),
    expected: { out: orders.map((order) => [order.customer.name, [order]]) },
  },
  {
    name: "rows are keys",
    build: (p) => ({
      out: p
        .create([ada, { ...ada }, { name: "bob", country: "DE" }])
        .withSchema(z.object({ name: z.string(), country: z.string() }))
        .keyBy((customer) => customer)
        .mapValues(() => 1)
        .groupByKey()
        .map(([customer, ones]) => [customer.country, [...ones].length]),
    }),
    expected: {
      out: [
        ["CH", 2],
        ["DE", 1],
      ],
    },
  },
  {
    name: "fields are selected, flattened, unnested and grouped, with their schema carried on",
    build: (p) => {
      const rows = p.create(orders).withSchema(zodOrder);
      return {
        selected: rows.apply(select("id", "customer.country")).reshuffle(),
        flat: rows.apply("Few", select("note", "customer")).apply(flattenFields()).reshuffle(),
        unnested: rows.apply(unnest("tags")).apply("Tags", select("tags")).reshuffle(),
        grouped: rows
          .apply(groupBy("customer.country").aggregate({ orders: count(), total: ofField("price", sum()) }))
          .reshuffle(),
      };
    },
    expected: {
      selected: [
        { id: 1, country: "CH" },
        { id: 2 ** 40, country: "DE" },
      ],
      flat: [
        { note: "é", customer_name: "ada", customer_country: "CH" },
        { customer_name: "bob", customer_country: "DE" },
      ],
      unnested: [{ tags: "a" }, { tags: "b" }],
      grouped: [
        { country: "CH", orders: 1, total: 2.5 },
        { country: "DE", orders: 1, total: -0.5 },
      ],
    },
  },
  {
    name: "elements are validated, and those that a schema refuses are dead letters",
    build: (p) => {
      const { output, errors } = p
        .create([{ id: 1 }, { id: -1 }, { id: 2 }])
        .apply(validate(z.object({ id: z.int().positive() })));
      const rows = schema.struct({ id: schema.int64() });
      return {
        output: output.withSchema(rows).reshuffle(),
        errors: errors.map(({ element, error }) => [element.id, error.code]),
      };
    },
    expected: { output: [{ id: 1 }, { id: 2 }], errors: [[-1, "PURLIN_INVALID_ELEMENT"]] },
  },
];
