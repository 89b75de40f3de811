import { describe, expectTypeOf, it } from "vitest";
import {
  fixedWindows,
  jsonCoder,
  kvCoder,
  minutes,
  Pipeline,
  schema,
  stringUtf8Coder,
  valueCoder,
  valueCoderOf,
  varintCoder,
  type KV,
  type PCollection,
  type PTransform,
} from "../index.ts";

type Event =
  | { readonly kind: "click"; readonly x: number }
  | { readonly kind: "buy"; readonly price: number }
  | { readonly kind: "view" };

interface Animal {
  readonly name: string;
}

interface Dog extends Animal {
  readonly barks: boolean;
}

declare const words: PCollection<string>;
declare const events: PCollection<Event>;
declare const pairs: PCollection<[string, number]>;
declare const dogs: PCollection<Dog>;
declare const animals: PCollection<Animal>;
declare const maybes: PCollection<string | undefined>;

describe("map", () => {
  it("infers what the function returns", () => {
    expectTypeOf(words.map((word) => word.length)).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.map("Name", (word) => ({ word, n: 1 }))).toEqualTypeOf<
      PCollection<{ word: string; n: number }>
    >();
    expectTypeOf(words.map(() => null)).toEqualTypeOf<PCollection<null>>();
    expectTypeOf(words.map(() => undefined)).toEqualTypeOf<PCollection<undefined>>();
    expectTypeOf(words.map((word) => (word === "" ? undefined : word))).toEqualTypeOf<
      PCollection<string | undefined>
    >();
  });

  it("infers pairs and longer tuples as tuples, by name or not", () => {
    expectTypeOf(words.map((word) => [word, 1])).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(words.map("Name", (word) => [word, 1])).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(words.map((word) => [word, [1, true]])).toExtend<PCollection<KV<string, (number | boolean)[]>>>();
    expectTypeOf(words.map((word) => [word, 1, word === ""])).toEqualTypeOf<PCollection<[string, number, boolean]>>();
  });

  it("keeps what is an array an array", () => {
    expectTypeOf(words.map((word) => word.split(""))).toEqualTypeOf<PCollection<string[]>>();
  });

  it("awaits", () => {
    expectTypeOf(words.map(async (word) => Promise.resolve(word.length))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.map((word) => (word === "" ? 0 : Promise.resolve(1)))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.map(async (word): Promise<[string, number]> => Promise.resolve([word, 1]))).toEqualTypeOf<
      PCollection<[string, number]>
    >();
  });

  it("gives the function the element and its context, and no any", () => {
    words.map((word, context) => {
      expectTypeOf(word).toEqualTypeOf<string>();
      expectTypeOf(context).not.toBeAny();
      expectTypeOf(context.timestamp).toEqualTypeOf<number>();
      return null;
    });
  });

  it("takes generic and overloaded functions", () => {
    const identity = <T>(element: T): T => element;
    expectTypeOf(words.map(identity)).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.map(Number)).toEqualTypeOf<PCollection<number>>();
    // @ts-expect-error -- the elements are strings
    words.map((n: number) => n);
  });
});

describe("flatMap", () => {
  it("infers the elements of whatever can be iterated", () => {
    expectTypeOf(words.flatMap((word) => word.split(""))).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.flatMap((word) => word.match(/a/g) ?? [])).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.flatMap((word) => new Set([word.length]))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.flatMap((word) => new Map([[word, 1]]))).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(words.flatMap("Name", () => [1, undefined])).toEqualTypeOf<PCollection<number | undefined>>();
  });

  it("infers pairs in an array", () => {
    expectTypeOf(words.flatMap((word) => [[word, 1]])).toEqualTypeOf<PCollection<[string, number]>>();
  });

  it("infers what generators yield", () => {
    const sync = words.flatMap(function* (word) {
      yield word.length;
      yield word.length + 1;
    });
    const async = words.flatMap("Name", async function* (word) {
      yield await Promise.resolve(word.length);
    });
    expectTypeOf(sync).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(async).toEqualTypeOf<PCollection<number>>();
  });

  it("awaits an array", () => {
    expectTypeOf(words.flatMap(async (word) => Promise.resolve([word.length]))).toEqualTypeOf<PCollection<number>>();
  });

  it("refuses what is not many", () => {
    // @ts-expect-error -- a number is no iterable
    words.flatMap((word) => word.length);
  });
});

describe("filter", () => {
  it("keeps the type where nothing narrows it", () => {
    expectTypeOf(words.filter((word) => word !== "")).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.filter("Name", async (word) => Promise.resolve(word !== ""))).toEqualTypeOf<
      PCollection<string>
    >();
    expectTypeOf(words.filter(Boolean)).toEqualTypeOf<PCollection<string>>();
  });

  it("narrows by type guards that are written", () => {
    const isBuy = (event: Event): event is Extract<Event, { kind: "buy" }> => event.kind === "buy";
    expectTypeOf(events.filter(isBuy)).toEqualTypeOf<PCollection<{ readonly kind: "buy"; readonly price: number }>>();
    expectTypeOf(events.filter("Name", isBuy)).toEqualTypeOf<
      PCollection<{ readonly kind: "buy"; readonly price: number }>
    >();
  });

  it("narrows by predicates that are inferred", () => {
    const clicks = events.filter((event) => event.kind === "click");
    expectTypeOf(clicks.map(({ x }) => x)).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(maybes.filter((word) => word !== undefined)).toEqualTypeOf<PCollection<string>>();
  });
});

describe("keyed methods", () => {
  it("are typed by the pairs, whose keys and values they keep", () => {
    expectTypeOf(pairs.keys()).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(pairs.values()).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(pairs.groupByKey()).toEqualTypeOf<PCollection<[string, Iterable<number>]>>();
    expectTypeOf(pairs.mapValues((n) => n > 1)).toEqualTypeOf<PCollection<[string, boolean]>>();
    expectTypeOf(pairs.mapValues(async (n) => Promise.resolve(String(n)))).toEqualTypeOf<
      PCollection<[string, string]>
    >();
    expectTypeOf(pairs.mapValues("Name", (n, _context, key) => [key, n])).toEqualTypeOf<
      PCollection<[string, [string, number]]>
    >();
  });

  it("take read-only pairs, and pairs of subtypes", () => {
    const readonlyPairs = words.map((word) => [word, 1] as const);
    expectTypeOf(readonlyPairs.groupByKey()).toEqualTypeOf<PCollection<[string, Iterable<1>]>>();
  });

  it("are typed by the key that keyBy adds, awaited", () => {
    expectTypeOf(words.keyBy((word) => word.length)).toEqualTypeOf<PCollection<[number, string]>>();
    expectTypeOf(words.keyBy(async (word) => Promise.resolve(word.length))).toEqualTypeOf<
      PCollection<[number, string]>
    >();
    expectTypeOf(words.keyBy("Name", (word) => [word, word.length])).toEqualTypeOf<
      PCollection<[[string, number], string]>
    >();
  });

  it("keep inferring through a chain", () => {
    const chain = events
      .keyBy((event) => event.kind)
      .groupByKey()
      .map(([kind, group]) => ({ kind, prices: [...group].flatMap((e) => (e.kind === "buy" ? [e.price] : [])) }))
      .keyBy(({ kind }) => kind)
      .mapValues(({ prices }) => prices.length)
      .values();
    expectTypeOf(chain).toEqualTypeOf<PCollection<number>>();
  });

  it("are there on pairs alone", () => {
    // @ts-expect-error -- strings are no pairs
    words.groupByKey();
    // @ts-expect-error -- strings are no pairs
    words.keys();
    // @ts-expect-error -- strings are no pairs
    words.values();
    // @ts-expect-error -- triples are no pairs
    words.map((word) => [word, 1, 2]).groupByKey();
    // @ts-expect-error -- arrays are no pairs
    words.map((word) => word.split("")).groupByKey();
    // @ts-expect-error -- some elements are no pairs
    words.map((word) => (word === "" ? null : [word, 1])).groupByKey();
  });
});

describe("a collection", () => {
  it("is one of its elements' supertype", () => {
    expectTypeOf(dogs).toExtend<PCollection<Animal>>();
    expectTypeOf<PCollection<Animal>>().not.toExtend<PCollection<Dog>>();
    expectTypeOf(pairs).toExtend<PCollection<KV<string, number>>>();
    expectTypeOf(pairs).toExtend<PCollection<unknown>>();
    expectTypeOf<PCollection<never>>().toExtend<PCollection<string>>();
  });

  it("keeps its type through timestamps, windows, reshuffles, coders and schemas", () => {
    expectTypeOf(words.withTimestamps(() => 0)).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.withTimestamps("Name", async () => Promise.resolve(new Date()))).toEqualTypeOf<
      PCollection<string>
    >();
    expectTypeOf(words.window(fixedWindows(minutes(1)))).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.window("Name", fixedWindows(minutes(1)), { timestampCombiner: "latest" })).toEqualTypeOf<
      PCollection<string>
    >();
    expectTypeOf(words.reshuffle("Name")).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(words.withCoder(stringUtf8Coder)).toEqualTypeOf<PCollection<string>>();
    const orders = words.map((id) => ({ id, price: 1.5 }));
    const order = schema.struct({ id: schema.string(), price: schema.double() });
    expectTypeOf(orders.withSchema(order)).toEqualTypeOf<PCollection<{ id: string; price: number }>>();
  });

  it("is of the elements that its coder or schema gives back", () => {
    expectTypeOf(
      words.map((word) => [word, 1] as const).withCoder(kvCoder(stringUtf8Coder, varintCoder)),
    ).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(words.withCoder(valueCoder)).toEqualTypeOf<PCollection<unknown>>();
    expectTypeOf(words.withCoder(valueCoderOf<string>())).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(dogs.withSchema(schema.struct({ name: schema.string(), barks: schema.boolean() }))).toEqualTypeOf<
      PCollection<{ name: string; barks: boolean }>
    >();
    expectTypeOf(pairs.withCoder(jsonCoder<KV<string, number>>())).toEqualTypeOf<PCollection<KV<string, number>>>();
  });

  it("takes only a coder or a schema of its elements", () => {
    // @ts-expect-error -- a coder of numbers for strings
    words.withCoder(varintCoder);
    // @ts-expect-error -- not all animals are dogs
    animals.withCoder(jsonCoder<Dog>());
    // @ts-expect-error -- the values are numbers
    pairs.withCoder(kvCoder(stringUtf8Coder, stringUtf8Coder));
    // @ts-expect-error -- strings are no rows
    words.withSchema(schema.struct({ id: schema.string() }));
    // @ts-expect-error -- the price is a number
    words.map((id) => ({ id, price: 1 })).withSchema(schema.struct({ id: schema.string(), price: schema.string() }));
    // @ts-expect-error -- the elements have no price
    words.map((id) => ({ id })).withSchema(schema.struct({ id: schema.string(), price: schema.double() }));
  });

  it("takes only instants as timestamps", () => {
    // @ts-expect-error -- a string is no instant
    words.withTimestamps((word) => word);
    // @ts-expect-error -- a number is no WindowFn
    words.window(60_000);
    // @ts-expect-error -- there is no such option
    words.window(fixedWindows(minutes(1)), { allowedLatenes: minutes(1) });
  });
});

describe("a composite", () => {
  const lengths: PTransform<string, PCollection<number>> = (input) => input.map((word) => word.length);
  const firsts = <T>(input: PCollection<T>): PCollection<[T, 1]> => input.map((element) => [element, 1] as never);
  const both = (input: PCollection<string>) => ({ short: input.filter((w) => w.length < 3), lengths: lengths(input) });

  it("returns what its function returns, by name or not", () => {
    expectTypeOf(words.apply(lengths)).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.apply("Name", lengths)).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.apply(both)).toEqualTypeOf<{ short: PCollection<string>; lengths: PCollection<number> }>();
    expectTypeOf(words.apply((input) => input.map((word) => [word, 1]))).toEqualTypeOf<PCollection<[string, number]>>();
  });

  it("may be generic", () => {
    expectTypeOf(words.apply(firsts)).toEqualTypeOf<PCollection<[string, 1]>>();
    expectTypeOf(pairs.apply("Name", firsts)).toEqualTypeOf<PCollection<[[string, number], 1]>>();
  });

  it("takes collections of subtypes of its input, and no others", () => {
    const name: PTransform<Animal, PCollection<string>> = (animals) => animals.map((animal) => animal.name);
    expectTypeOf(dogs.apply(name)).toEqualTypeOf<PCollection<string>>();
    // @ts-expect-error -- strings are no animals
    words.apply(name);
    // @ts-expect-error -- a pipeline is no collection
    Pipeline.create().apply(lengths);
  });
});
