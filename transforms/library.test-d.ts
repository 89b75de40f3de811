import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import type { PCollection } from "../sdk/index.ts";
import {
  except,
  extract,
  findAll,
  fromJson,
  fullJoin,
  groupIntoBatches,
  innerJoin,
  intersect,
  intoBatches,
  leftJoin,
  limit,
  matching,
  replaceAll,
  rightJoin,
  toJson,
  union,
  waitOn,
  withKeys,
} from "./index.ts";

interface Order {
  readonly price: number;
}

declare const words: PCollection<string>;
declare const numbers: PCollection<number>;
declare const names: PCollection<[string, string]>;
declare const orders: PCollection<[string, Order]>;
declare const byNumber: PCollection<[number, string]>;
declare const maybes: PCollection<string | null>;

describe("joins", () => {
  it("have null where a side may be missing", () => {
    expectTypeOf(orders.apply(innerJoin(names))).toEqualTypeOf<PCollection<[string, [Order, string]]>>();
    expectTypeOf(orders.apply("Name", leftJoin(names))).toEqualTypeOf<PCollection<[string, [Order, string | null]]>>();
    expectTypeOf(orders.apply(rightJoin(names))).toEqualTypeOf<PCollection<[string, [Order | null, string]]>>();
    expectTypeOf(orders.apply(fullJoin(names))).toEqualTypeOf<PCollection<[string, [Order | null, string | null]]>>();
  });

  it("take pairs with keys of one type", () => {
    // @ts-expect-error -- strings and numbers are never equal
    orders.apply(innerJoin(byNumber));
    // @ts-expect-error -- words are no pairs
    orders.apply(innerJoin(words));
    // @ts-expect-error -- words are no pairs
    words.apply(innerJoin(names));
  });
});

describe("set operations", () => {
  it("keep the type of the elements", () => {
    expectTypeOf(words.apply(union(words, words))).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(orders.apply("Name", intersect(orders))).toEqualTypeOf<PCollection<[string, Order]>>();
    expectTypeOf(maybes.apply(except<string | null>(words))).toEqualTypeOf<PCollection<string | null>>();
    // @ts-expect-error -- no string is a number
    words.apply(intersect(numbers));
    // @ts-expect-error -- there is nothing to intersect with
    words.apply(intersect());
  });
});

describe("batches", () => {
  it("are arrays, of keyed elements by key", () => {
    expectTypeOf(orders.apply(groupIntoBatches({ size: 10 }))).toEqualTypeOf<PCollection<[string, Order[]]>>();
    expectTypeOf(words.apply(intoBatches({ size: 10, maxBytes: 100, shards: 2 }))).toEqualTypeOf<
      PCollection<string[]>
    >();
    // @ts-expect-error -- words are no pairs
    words.apply(groupIntoBatches({ size: 10 }));
    // @ts-expect-error -- a batch has a size
    words.apply(intoBatches({ shards: 2 }));
  });
});

describe("element-wise transforms", () => {
  it("infer what they give", () => {
    expectTypeOf(words.apply(withKeys("all"))).toEqualTypeOf<PCollection<[string, string]>>();
    expectTypeOf(words.apply(withKeys((word: string) => word.length))).toEqualTypeOf<PCollection<[number, string]>>();
    expectTypeOf(words.apply(withKeys((word) => word.length))).toEqualTypeOf<PCollection<[number, string]>>();
    expectTypeOf(orders.apply(limit(3))).toEqualTypeOf<PCollection<[string, Order]>>();
    expectTypeOf(orders.apply(toJson())).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.apply(fromJson())).toEqualTypeOf<PCollection<unknown>>();
    expectTypeOf(words.apply(fromJson<Order>())).toEqualTypeOf<PCollection<Order>>();
    const order = z.object({ id: z.string(), price: z.number().default(1) });
    expectTypeOf(words.apply(fromJson(order))).toEqualTypeOf<PCollection<{ id: string; price: number }>>();
    // @ts-expect-error -- an example is no schema
    words.apply(fromJson({ id: "a" }));
    expectTypeOf(words.apply(waitOn(numbers, orders))).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.apply(matching(/a/))).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.apply(findAll("a"))).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.apply(replaceAll(/a/, (match) => match.toUpperCase()))).toEqualTypeOf<PCollection<string>>();
    // @ts-expect-error -- numbers are no text
    numbers.apply(matching(/a/));
  });

  it("name the groups of a pattern that the compiler sees", () => {
    expectTypeOf(words.apply(extract("(?<year>\\d{4})-(?<month>\\d\\d)"))).toEqualTypeOf<
      PCollection<{ readonly year: string; readonly month: string }>
    >();
    expectTypeOf(words.apply(extract("(?<=\\$)(?<price>\\d+)(?<cents>\\.\\d\\d)?"))).toEqualTypeOf<
      PCollection<{ readonly price: string | undefined; readonly cents: string | undefined }>
    >();
    expectTypeOf(words.apply(extract(/(?<year>\d{4})/))).toEqualTypeOf<
      PCollection<Readonly<Record<string, string | undefined>>>
    >();
  });
});
