import { type } from "arktype";
import { z } from "zod";
import { expectTypeOf, it } from "vitest";
import { Pipeline, schema, type PCollection } from "../index.ts";

const p = Pipeline.create();
const order = z.object({ id: z.int(), at: z.date(), note: z.string().optional() });

it("a library's schema is taken for elements that have its type", () => {
  const orders = p.create([{ id: 1, at: new Date() }]).withSchema(order);
  expectTypeOf(orders).toEqualTypeOf<PCollection<{ id: number; at: Date; note?: string | undefined }>>();
  const plays = p.create([{ user: "ada" }]).withSchema(type({ user: "string" }));
  expectTypeOf(plays).toEqualTypeOf<PCollection<{ user: string }>>();
  p.create([{ id: 1, at: new Date() }]).withSchema(order, { fields: { id: schema.int32() } });
});

it("elements of another type are refused", () => {
  // @ts-expect-error -- the id is a string
  p.create([{ id: "1", at: new Date() }]).withSchema(order);
  // @ts-expect-error -- there is no field `day`
  p.create([{ id: 1, at: new Date() }]).withSchema(order, { fields: { day: schema.int32() } });
});
