import { type } from "arktype";
import { z } from "zod";
import { expectTypeOf, it } from "vitest";
import * as schema from "./builders.ts";

/** A row of a schema, for the compiler alone. */
declare function row<S>(of: S): schema.Infer<S>;

it("a zod schema gives the type of its rows", () => {
  const rows = schema.from(z.object({ id: z.int(), at: z.date(), note: z.string().optional() }));
  expectTypeOf(row(rows)).toEqualTypeOf<{ id: number; at: Date; note?: string | undefined }>();
});

it("an arktype schema gives the type of its rows", () => {
  const rows = schema.from(type({ id: "number", "note?": "string", parsed: "string.date.parse" }));
  expectTypeOf(row(rows)).toEqualTypeOf<{ id: number; note?: string; parsed: Date }>();
});

it("types are named for fields that are there", () => {
  const order = z.object({ id: z.int(), customer: z.object({ photo: z.any() }).nullable() });
  schema.from(order, { fields: { id: schema.int32(), "customer.photo": schema.bytes() } });
  // @ts-expect-error -- there is no field `photo`
  schema.from(order, { fields: { photo: schema.bytes() } });
  // @ts-expect-error -- strings are no rows
  schema.from(z.string());
});

it("what is optional in a struct may be left out", () => {
  const rows = schema.struct({
    id: schema.int64(),
    note: schema.optional(schema.string()),
    tags: schema.record(schema.int64()),
  });
  expectTypeOf(row(rows)).toEqualTypeOf<{
    id: number;
    tags: Record<string, number>;
    note?: string | undefined;
  }>();
});
