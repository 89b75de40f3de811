import { z } from "zod";
import { expectTypeOf, it } from "vitest";
import { Pipeline, schema, type PCollection } from "../../sdk/index.ts";
import { readCsv, writeCsv, type BadRow } from "./index.ts";

const p = Pipeline.create();
const order = schema.struct({ id: schema.int64(), note: schema.nullable(schema.string()) });
interface Order {
  id: number;
  note: string | null;
}

it("rows have the type of the schema", () => {
  expectTypeOf(p.apply(readCsv("a.csv", { schema: order }))).toEqualTypeOf<PCollection<Order>>();
  const zodOrder = z.object({ id: z.coerce.number(), day: z.string().transform((day) => new Date(day)) });
  expectTypeOf(p.apply(readCsv("a.csv", { schema: zodOrder }))).toEqualTypeOf<PCollection<{ id: number; day: Date }>>();
});

it("rows without a schema are of strings", () => {
  expectTypeOf(p.apply(readCsv("a.csv"))).toEqualTypeOf<PCollection<Record<string, string>>>();
  expectTypeOf(p.apply(readCsv("a.csv", { columns: ["id", "price"] }))).toEqualTypeOf<
    PCollection<Record<"id" | "price", string>>
  >();
});

it("bad rows are there where they are asked for", () => {
  const both = p.apply(readCsv("a.csv", { schema: order, onBadRow: "deadLetter" }));
  expectTypeOf(both.output).toEqualTypeOf<PCollection<Order>>();
  expectTypeOf(both.errors).toEqualTypeOf<PCollection<BadRow>>();
});

it("columns are fields of the rows", () => {
  const orders = p.apply(readCsv("a.csv", { schema: order }));
  expectTypeOf(orders.apply(writeCsv("out/a", { columns: ["note"] }))).toEqualTypeOf<PCollection<string>>();
  orders.apply(writeCsv("out/a"));
  // @ts-expect-error -- there is no field `price`
  orders.apply(writeCsv("out/a", { columns: ["id", "price"] }));
});
