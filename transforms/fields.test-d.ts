import { z } from "zod";
import { expectTypeOf, it } from "vitest";
import { Pipeline, schema, type DeadLetter, type PCollection } from "../sdk/index.ts";
import {
  addFields,
  count,
  dropFields,
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

interface Order {
  id: number;
  price: number;
  at: Date;
  items: string[];
  note?: string;
  customer: { name: string; address: { country: string } | null };
}

const p = Pipeline.create();
const orders = p.create<Order>([]);

it("select gives fields by their paths", () => {
  const selected = orders.apply(select("id", "customer.name", "customer.address.country"));
  expectTypeOf(selected).toEqualTypeOf<PCollection<{ id: number; name: string; country: string | null }>>();
  const named = orders.apply("Named", select({ order: "id", from: "customer.address.country" }));
  expectTypeOf(named).toEqualTypeOf<PCollection<{ order: number; from: string | null }>>();
  expectTypeOf(orders.apply(select("note"))).toEqualTypeOf<PCollection<{ note: string | undefined }>>();
});

it("fields that are not there are refused", () => {
  // @ts-expect-error -- there is no field `prise`
  orders.apply(select("id", "prise"));
  // @ts-expect-error -- there is no field `customer.zip`
  orders.apply(select({ zip: "customer.zip" }));
  // @ts-expect-error -- there is no field `prise`
  orders.apply(dropFields("prise"));
  // @ts-expect-error -- there is no field `prise`
  orders.apply(rename({ prise: "price" }));
  // @ts-expect-error -- there is no field `land`
  orders.apply(groupBy("land").aggregate({ n: count() }));
  // @ts-expect-error -- a price is no array
  orders.apply(unnest("price"));
});

it("other names, fewer fields, more fields", () => {
  const pairs = p.create([{ a: 1, b: "x" }]);
  expectTypeOf(pairs.apply(rename({ a: "n" }))).toEqualTypeOf<PCollection<{ n: number; b: string }>>();
  expectTypeOf(pairs.apply(dropFields("a"))).toEqualTypeOf<PCollection<{ b: string }>>();
  const more = pairs.apply(addFields({ twice: ({ a }) => a * 2, b: () => Promise.resolve(true) }));
  expectTypeOf(more).toEqualTypeOf<PCollection<{ a: number; twice: number; b: boolean }>>();
  const typed = pairs.apply(addFields({ twice: async ({ a }) => Promise.resolve(a * 2) }, { twice: schema.int64() }));
  expectTypeOf(typed).toEqualTypeOf<PCollection<{ a: number; b: string; twice: number }>>();
  // @ts-expect-error -- a field of numbers is made
  pairs.apply(addFields({ twice: ({ a }) => a * 2 }, { twice: schema.string() }));
  // @ts-expect-error -- the type of one field is missing
  pairs.apply(addFields({ twice: ({ a }) => a * 2, b: () => true }, { b: schema.boolean() }));
});

it("rows within rows become fields", () => {
  expectTypeOf(orders.apply(flattenFields())).toEqualTypeOf<
    PCollection<{
      id: number;
      price: number;
      at: Date;
      items: string[];
      note: string | undefined;
      customer_name: string;
      customer_address_country: string | null;
    }>
  >();
  expectTypeOf(p.create([{ a: { b: 1 } }]).apply(flattenFields("."))).toEqualTypeOf<PCollection<{ "a.b": number }>>();
});

it("elements of arrays take the place of the array", () => {
  expectTypeOf(p.create([{ id: 1, items: ["a"] }]).apply(unnest("items"))).toEqualTypeOf<
    PCollection<{ id: number; items: string }>
  >();
});

it("groups of fields have keys and results as fields, and functions infer what they take", () => {
  const report = orders.apply(
    groupBy("customer.name", "price").aggregate({
      n: count(),
      total: ofField("price", sum()),
      last: ofField("at", max()),
      length: of((order) => order.items.length, sum()),
    }),
  );
  expectTypeOf(report).toEqualTypeOf<
    PCollection<{ name: string; price: number; n: number; total: number; last: Date | undefined; length: number }>
  >();
  expectTypeOf(orders.apply(groupBy("id").aggregate({ n: count() }))).toEqualTypeOf<
    PCollection<{ id: number; n: number }>
  >();
  // @ts-expect-error -- an instant is no number
  orders.apply(groupBy("id").aggregate({ total: ofField("at", sum()) }));
});

it("validate gives what the schema gives", () => {
  const schema = z.object({ id: z.coerce.number() });
  const { output, errors } = p.create([{ id: "1" }]).apply(validate(schema));
  expectTypeOf(output).toEqualTypeOf<PCollection<{ id: number }>>();
  expectTypeOf(errors).toEqualTypeOf<PCollection<DeadLetter<{ id: string }>>>();
  const strict = p.create([{ id: "1" }]).apply(validate(schema, { onInvalid: "fail" }));
  expectTypeOf(strict).toEqualTypeOf<PCollection<{ id: number }>>();
});
