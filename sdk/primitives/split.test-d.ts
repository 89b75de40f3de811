import { describe, expectTypeOf, it } from "vitest";
import { coGroup, type PCollection } from "../index.ts";

interface Click {
  readonly kind: "click";
  readonly x: number;
}
interface Buy {
  readonly kind: "buy";
  readonly price: number;
}
interface Other {
  readonly kind: "view" | "leave";
}
type Event = Click | Buy | Other;

declare const events: PCollection<Event>;
declare const numbers: PCollection<number>;
declare const mixed: PCollection<string | number | null>;
declare const pairs: PCollection<[string, number]>;
declare const users: PCollection<[string, { name: string }]>;
declare const orders: PCollection<readonly [string, number]>;
declare const byId: PCollection<[number, Date]>;

describe("splitBy", () => {
  it("gives the members of a union by kind", () => {
    const { click, buy, view, leave } = events.splitBy("kind", ["click", "buy", "view", "leave"]);
    expectTypeOf(click).toEqualTypeOf<PCollection<Click>>();
    expectTypeOf(buy).toEqualTypeOf<PCollection<Buy>>();
    expectTypeOf(view).toEqualTypeOf<PCollection<Other>>();
    expectTypeOf(leave).toEqualTypeOf<PCollection<Other>>();
    expectTypeOf(events.splitBy("Name", "kind", ["click", "buy", "view", "leave"]).buy).toEqualTypeOf<
      PCollection<Buy>
    >();
  });

  it("takes all kinds, and no others", () => {
    // @ts-expect-error -- "leave" is missing
    events.splitBy("kind", ["click", "buy", "view"]);
    // @ts-expect-error -- there are no sales
    events.splitBy("kind", ["click", "buy", "view", "leave", "sale"]);
    // @ts-expect-error -- not all members have a price
    events.splitBy("price", []);
    // @ts-expect-error -- numbers have no kind
    numbers.splitBy("kind", ["a"]);
  });
});

describe("branch", () => {
  it("keeps the type where guards narrow nothing", () => {
    const { big, small, rest } = numbers.branch({ big: (n) => n > 100, small: (n) => n < 10 });
    expectTypeOf(big).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(small).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(rest).toEqualTypeOf<PCollection<number>>();
  });

  it("narrows by type guards, and takes from the rest what they let through", () => {
    const isNumber = (value: unknown): value is number => typeof value === "number";
    const { text, figures, rest } = mixed.branch("Name", {
      text: (value) => typeof value === "string",
      figures: isNumber,
    });
    expectTypeOf(text).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(figures).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(rest).toEqualTypeOf<PCollection<null>>();
  });

  it("takes guards alone", () => {
    // @ts-expect-error -- a guard answers at once
    numbers.branch({ big: async (n) => Promise.resolve(n > 1) });
    // @ts-expect-error -- the rest is branch's own
    numbers.branch({ rest: (n) => n > 1 });
  });
});

describe("partition", () => {
  it("gives as many collections as it is told", () => {
    expectTypeOf(numbers.partition(2, (n) => n % 2)).toEqualTypeOf<
      readonly [PCollection<number>, PCollection<number>]
    >();
    const n = Number("3");
    expectTypeOf(numbers.partition("Name", n, async () => Promise.resolve(0))).toEqualTypeOf<
      readonly PCollection<number>[]
    >();
  });
});

describe("tap and swap", () => {
  it("keep what they are given", () => {
    expectTypeOf(numbers.tap((n) => Promise.resolve(n))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(pairs.swap()).toEqualTypeOf<PCollection<[number, string]>>();
    // @ts-expect-error -- numbers are no pairs
    numbers.swap();
  });
});

describe("coGroup", () => {
  it("gives the values of each input by its name", () => {
    expectTypeOf(coGroup({ users, orders })).toEqualTypeOf<
      PCollection<[string, { readonly users: Iterable<{ name: string }>; readonly orders: Iterable<number> }]>
    >();
    expectTypeOf(coGroup("Name", { users }).mapValues((group) => [...group.users].length)).toEqualTypeOf<
      PCollection<[string, number]>
    >();
  });

  it("takes keyed collections of one type of key", () => {
    // @ts-expect-error -- strings and numbers are never equal
    coGroup({ users, byId });
    // @ts-expect-error -- numbers are no pairs
    coGroup({ users, numbers });
  });
});
