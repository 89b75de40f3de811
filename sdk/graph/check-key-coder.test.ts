import { describe, expect, it } from "vitest";
import {
  canonicalValueCoder,
  fixedWindows,
  flatten,
  jsonCoder,
  kvCoder,
  minutes,
  NonDeterministicKeyError,
  Pipeline,
  varintCoder,
  type CombineFn,
  type PCollection,
} from "../index.ts";

const jsonKeys = kvCoder(jsonCoder<{ name: string }>(), varintCoder);
const count: CombineFn<unknown, number, number> = {
  createAccumulator: () => 0,
  addInput: (a) => a + 1,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (a) => a,
};

function pairs(): PCollection<[{ name: string }, number]> {
  return Pipeline.create()
    .create([{ name: "ann" }])
    .map((customer) => [customer, 1]);
}

function errorOf(build: () => unknown): unknown {
  try {
    build();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a key whose coder is not deterministic", () => {
  it("is refused where it is grouped, with the coder's place, the reason and the remedies", () => {
    const error = errorOf(() =>
      pairs()
        .withCoder(jsonKeys)
        .apply("Orders", (orders) => orders.groupByKey("ByCustomer")),
    );
    expect(error).toBeInstanceOf(NonDeterministicKeyError);
    expect((error as Error).message.replace(/:\d+:\d+$/m, ":14")).toBe(
      [
        '"Orders/ByCustomer" compares keys whose coder is not deterministic.',
        "  key coder  json, from .withCoder(...) at sdk/graph/check-key-coder.test.ts:14",
        "  needed by  grouping, maps and sets: keys are compared by their encoded bytes",
        "Do one of:",
        "  - leave the coder out: the value coder is deterministic for keys",
        "  - name a deterministic one:  .withCoder(kvCoder(keyCoder, valueCoder))",
      ].join("\n"),
    );
    expect((error as Error).stack).toMatch(/^NonDeterministicKeyError \[PURLIN_KEY_CODER\]: "Orders\/ByCustomer"/);
  });

  it.each<{ name: string; step: string; build: () => PCollection<unknown> }>([
    { name: "combined", step: "CombinePerKey", build: () => pairs().withCoder(jsonKeys).combinePerKey(count) },
    {
      name: "grouped a second time without a name",
      step: "GroupByKey2",
      build: () => {
        const declared = pairs();
        declared.map((pair) => pair).groupByKey();
        return declared.withCoder(jsonKeys).groupByKey();
      },
    },
    {
      name: "grouped behind filters, windows and reshuffles",
      step: "GroupByKey",
      build: () =>
        pairs()
          .withCoder(jsonKeys)
          .filter(([, n]) => n > 0)
          .window(fixedWindows(minutes(1)))
          .reshuffle()
          .groupByKey(),
    },
    {
      name: "grouped after its values were mapped",
      step: "GroupByKey",
      build: () =>
        pairs()
          .withCoder(jsonKeys)
          .mapValues((n) => n + 1)
          .groupByKey(),
    },
  ])("is refused at construction where it is $name", ({ step, build }) => {
    expect(build).toThrow(`"${step}" compares keys whose coder is not deterministic.\n  key coder  json, from`);
  });

  it.each<{ name: string; build: () => PCollection<unknown>; origin: string }>([
    {
      name: "its coder is named after the group was applied",
      build: () => {
        const late = pairs();
        late.groupByKey("Sizes");
        return late.withCoder(jsonKeys);
      },
      origin: ", from .withCoder(...) at sdk/graph/check-key-coder.test.ts",
    },
    {
      name: "all inputs of a flatten have it",
      build: () => {
        const one = pairs().withCoder(jsonKeys);
        const two = one.map((pair) => pair).withCoder(jsonKeys);
        return flatten([one, two]).groupByKey("Sizes");
      },
      origin: "",
    },
    {
      name: "the pair was a value of another",
      build: () =>
        pairs()
          .map((pair): [string, [{ name: string }, number]] => ["a", pair])
          .withCoder(kvCoder(canonicalValueCoder as never, jsonKeys))
          .values()
          .groupByKey("Sizes"),
      origin: "",
    },
  ])("is refused by the time of the graph where $name", ({ build, origin }) => {
    const { pipeline } = build();
    expect(() => pipeline.graph()).toThrow(
      `"Sizes" compares keys whose coder is not deterministic.\n  key coder  json${origin}`,
    );
  });

  it.each<{ name: string; build: () => PCollection<unknown> }>([
    { name: "is no key", build: () => pairs().withCoder(jsonKeys).reshuffle() },
    {
      name: "becomes a value",
      build: () =>
        pairs()
          .withCoder(jsonKeys)
          .keyBy(([{ name }]) => name)
          .groupByKey(),
    },
    {
      name: "is replaced by another key",
      build: () =>
        pairs()
          .withCoder(jsonKeys)
          .values()
          .keyBy((n) => n)
          .groupByKey(),
    },
  ])("is taken where it $name", ({ build }) => {
    expect(() => build().pipeline.graph()).not.toThrow();
  });
});
