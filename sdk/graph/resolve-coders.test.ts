import { describe, expect, it } from "vitest";
import {
  canonicalValueCoder,
  fixedWindows,
  flatten,
  impulse,
  jsonCoder,
  kvCoder,
  minutes,
  Pipeline,
  stringUtf8Coder,
  valueCoder,
  varintCoder,
  type KV,
  type PCollection,
} from "../index.ts";
import { fullJoin, innerJoin } from "../../transforms/index.ts";
import { describeCoder } from "./graph-errors.ts";
import { CoderResolver } from "./resolve-coders.ts";

const anyPair = "kv<canonical_value, value>";

function resolved({ pipeline, node }: PCollection<unknown>): string {
  return describeCoder(new CoderResolver(pipeline.graph()).coderOf(node));
}

function words(): PCollection<string> {
  return Pipeline.create().create(["to be", "or not"]);
}

function pairs(): PCollection<[string, number]> {
  return words().map("Pairs", (word) => [word, word.length]);
}

function declaredPairs(): PCollection<[string, number]> {
  return pairs().withCoder(kvCoder(stringUtf8Coder, varintCoder));
}

type Pairs = PCollection<KV<string, number>>;

/** Makes a collection of pairs with and of pairs without a coder that was named. */
function bothPairs<O>(build: (pairs: { readonly declared: Pairs; readonly inferred: Pairs }) => O): O {
  const inferred = pairs();
  const declared = inferred.map("Again", (pair) => pair).withCoder(kvCoder(stringUtf8Coder, varintCoder));
  return build({ declared, inferred });
}

/** Applies a consumer for what it demands of `collection`, which it returns. */
function withConsumer<C extends PCollection<unknown>>(collection: C, consume: (collection: C) => unknown): C {
  consume(collection);
  return collection;
}

const nested = (): PCollection<KV<string, [string, number]>> => pairs().keyBy("Nest", ([word]) => word);

describe("the coder of a collection", () => {
  it.each<{ name: string; collection: () => PCollection<unknown>; coder: string }>([
    { name: "is the value coder where nothing is known", collection: () => words().map((w) => w), coder: "value" },
    { name: "is the one that was named", collection: () => words().withCoder(stringUtf8Coder), coder: "string_utf8" },
    {
      name: "is one of pairs where they are grouped",
      collection: () => withConsumer(pairs(), (c) => c.groupByKey()),
      coder: anyPair,
    },
    {
      name: "has keys that can be compared where they are grouped, though another made it one of pairs",
      collection: () => {
        const joined = bothPairs(({ declared, inferred }) => inferred.apply(innerJoin(declared)));
        return withConsumer(joined.values(), (c) => c.groupByKey());
      },
      coder: "kv<canonical_value, varint>",
    },
    {
      name: "has the values of a join as they came where they are not grouped",
      collection: () => bothPairs(({ declared, inferred }) => inferred.apply(innerJoin(declared))),
      coder: "kv<canonical_value, kv<value, varint>>",
    },
    {
      name: "has null for what a join has no partner of",
      collection: () => bothPairs(({ declared }) => declared.apply(fullJoin(declared))),
      coder: "kv<string_utf8, kv<nullable<varint>, nullable<varint>>>",
    },
    {
      name: "is one of pairs where their keys are taken",
      collection: () => withConsumer(pairs(), (c) => c.keys()),
      coder: anyPair,
    },
    {
      name: "is one of pairs where their values are mapped",
      collection: () => withConsumer(pairs(), (c) => c.mapValues((n) => n + 1)),
      coder: anyPair,
    },
    {
      name: "is one of pairs on the way to where they are grouped",
      collection: () =>
        withConsumer(pairs(), (c) =>
          c
            .window(fixedWindows(minutes(1)))
            .reshuffle()
            .groupByKey(),
        ),
      coder: anyPair,
    },
    {
      name: "is one of pairs before a flatten that is grouped",
      collection: () => {
        const one = pairs();
        flatten([one, one.map("Other", (pair) => pair)]).groupByKey();
        return one;
      },
      coder: anyPair,
    },
    {
      name: "is that of any value before a filter of pairs, since the others may be none",
      collection: () => withConsumer(pairs(), (c) => c.filter(([, n]) => n > 1).groupByKey()),
      coder: "value",
    },
    {
      name: "is one of pairs behind a filter that is grouped",
      collection: () =>
        withConsumer(
          pairs().filter(([, n]) => n > 1),
          (c) => c.groupByKey(),
        ),
      coder: anyPair,
    },
    {
      name: "is the declared one behind a filter",
      collection: () => declaredPairs().filter(([, n]) => n > 1),
      coder: "kv<string_utf8, varint>",
    },
    {
      name: "is that of the elements behind timestamps, windows and a reshuffle",
      collection: () =>
        declaredPairs()
          .withTimestamps(() => 0)
          .window(fixedWindows(minutes(1)))
          .reshuffle(),
      coder: "kv<string_utf8, varint>",
    },
    {
      name: "keeps the elements' coder under keys that were added",
      collection: () =>
        words()
          .withCoder(stringUtf8Coder)
          .keyBy((w) => w.length),
      coder: "kv<canonical_value, string_utf8>",
    },
    { name: "is that of the keys", collection: () => declaredPairs().keys(), coder: "string_utf8" },
    { name: "is that of the values", collection: () => declaredPairs().values(), coder: "varint" },
    {
      name: "keeps the keys' coder where values are mapped",
      collection: () => declaredPairs().mapValues((n) => n / 2),
      coder: "kv<string_utf8, value>",
    },
    {
      name: "is that of the groups",
      collection: () => declaredPairs().groupByKey(),
      coder: "kv<string_utf8, iterable<varint>>",
    },
    {
      name: "is that of groups of any values",
      collection: () => pairs().groupByKey(),
      coder: "kv<canonical_value, iterable<value>>",
    },
    {
      name: "is one of pairs where pairs that were values are grouped",
      collection: () => withConsumer(nested().values(), (c) => c.groupByKey()),
      coder: anyPair,
    },
    {
      name: "is one of pairs where pairs that were keys are grouped",
      collection: () =>
        withConsumer(
          pairs()
            .keyBy("Nest", (pair) => pair)
            .keys(),
          (c) => c.groupByKey(),
        ),
      coder: anyPair,
    },
    {
      name: "is the declared one where pairs that were values are grouped",
      collection: () => {
        const inner = declaredPairs().keyBy("Nest", () => 1);
        return withConsumer(inner.values(), (c) => c.groupByKey());
      },
      coder: "kv<string_utf8, varint>",
    },
    {
      name: "is shared by a flatten's inputs and its output where they have the same",
      collection: () => {
        const one = declaredPairs();
        const two = one.map("Other", (pair) => pair).withCoder(kvCoder(stringUtf8Coder, varintCoder));
        return flatten([one, two]);
      },
      coder: "kv<string_utf8, varint>",
    },
    {
      name: "is the value coder behind a flatten of different ones",
      collection: () => {
        const one = words().withCoder(stringUtf8Coder);
        return flatten([one, one.map((w) => w)]);
      },
      coder: "value",
    },
    {
      name: "is one of any pairs behind a flatten of different ones that is grouped",
      collection: () => {
        const one = declaredPairs();
        return withConsumer(flatten([one, one.map((pair) => pair)]), (c) => c.groupByKey());
      },
      coder: anyPair,
    },
    {
      name: "is the one that a CombineFn declares",
      collection: () =>
        declaredPairs().combinePerKey({
          createAccumulator: () => 0,
          addInput: (a, b: number) => a + b,
          mergeAccumulators: (a, b) => a + b,
          extractOutput: (sum) => sum,
          outputCoder: varintCoder,
        }),
      coder: "kv<string_utf8, varint>",
    },
    { name: "is bytes at an impulse", collection: () => impulse(Pipeline.create()), coder: "bytes" },
  ])("$name", ({ collection, coder }) => {
    expect(resolved(collection())).toBe(coder);
  });

  it("is the named one whether it is named before or after its consumers are applied", () => {
    const one = pairs();
    const long = one.filter(([word]) => word.length > 2);
    one.withCoder(kvCoder(stringUtf8Coder, varintCoder));
    expect(resolved(long)).toBe("kv<string_utf8, varint>");
  });

  it("keeps the very coder that was named", () => {
    const coder = kvCoder(canonicalValueCoder, valueCoder);
    const one = words()
      .map((word): [unknown, unknown] => [word, 1])
      .withCoder(coder);
    one.groupByKey();
    expect(new CoderResolver(one.pipeline.graph()).coderOf(one.node)).toBe(coder);
  });

  it("is found at the end of a chain of 20,000 filters", { timeout: 60_000 }, async () => {
    let end = words().withCoder(stringUtf8Coder);
    for (let i = 0; i < 20_000; i++) end = end.filter((word) => word !== "");
    expect(resolved(end)).toBe("string_utf8");
    expect(Object.keys((await end.pipeline.toProto()).components!.transforms)).toHaveLength(20_003);
  });

  it("is found at the end of 5,000 flattens", () => {
    let end = declaredPairs();
    for (let i = 0; i < 5_000; i++) end = flatten([end, end]);
    expect(resolved(end)).toBe("kv<string_utf8, varint>");
  });
});

describe("a coder that can't be what its consumer needs", () => {
  it.each<{ step: string; build: () => PCollection<unknown> }>([
    { step: "Keys", build: () => jsonPairs().keys() },
    { step: "Values", build: () => jsonPairs().values() },
    { step: "Triple", build: () => jsonPairs().mapValues("Triple", (n) => 3 * n) },
    { step: "Sizes", build: () => jsonPairs().reshuffle().groupByKey("Sizes") },
  ])("is named with the step that needs pairs, and where it comes from: $step", ({ step, build }) => {
    expect(() => build().pipeline.graph()).toThrow(
      new RegExp(
        `^"${step}" takes a PCollection whose coder is not one of pairs, .*\n` +
          "  coder  json, from \\.withCoder\\(\\.\\.\\.\\) at sdk/graph/resolve-coders\\.test\\.ts:\\d+:\\d+\n",
      ),
    );
  });
});

function jsonPairs(): PCollection<[string, number]> {
  return pairs().withCoder(jsonCoder());
}
