import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import { describeCoder } from "../graph/graph-errors.ts";
import { allTransforms } from "../graph/nodes.ts";
import { CoderResolver } from "../graph/resolve-coders.ts";
import {
  customCoder,
  fixedWindows,
  millis,
  Pipeline,
  varintCoder,
  type CombineFn,
  type Element,
  type PCollection,
} from "../index.ts";

const sum: CombineFn<number, number, number> = {
  createAccumulator: () => 0,
  addInput: (total, value) => total + value,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (total) => total,
  accumulatorCoder: varintCoder,
  outputCoder: varintCoder,
};

/** The one value that it saw last; a message where it saw none. */
const last: CombineFn<Element, readonly Element[], Element> = {
  createAccumulator: () => [],
  addInput: (_, value) => [value],
  mergeAccumulators: (a, b) => (b.length > 0 ? b : a),
  extractOutput: (seen) => (seen.length === 0 ? "none" : seen[0]),
};

/** A result that only its own coder can write. */
class Money {
  readonly cents: number;
  readonly format = (): string => (this.cents / 100).toFixed(2);

  constructor(cents: number) {
    this.cents = cents;
  }
}

const moneyCoder = customCoder<Money>({
  name: "money",
  encode: ({ cents }) => Buffer.from(String(cents)),
  decode: (bytes) => new Money(Number(Buffer.from(bytes).toString())),
});

const money: CombineFn<number, number, Money> = {
  ...sum,
  extractOutput: (cents) => new Money(cents),
  outputCoder: moneyCoder,
};

function pipeline(): Pipeline {
  return Pipeline.create({ quiet: true });
}

async function elementsOf(collection: PCollection<unknown>): Promise<unknown[]> {
  const kept = keep(collection);
  await collection.pipeline.run();
  return valuesOf(kept);
}

describe("combineGlobally", () => {
  it.each<{ name: string; values: number[]; expected: number }>([
    { name: "all elements", values: [1, 2, 3], expected: 6 },
    { name: "one element", values: [7], expected: 7 },
    { name: "no element into the result of none", values: [], expected: 0 },
  ])("combines $name", async ({ values, expected }) => {
    expect(await elementsOf(pipeline().create(values).combineGlobally(sum))).toEqual([expected]);
  });

  it.each<{ name: string; value: Element }>([
    { name: "undefined", value: undefined },
    { name: "null", value: null },
    { name: "an empty array", value: [] },
    { name: "false", value: false },
  ])("tells a result that is $name from no result", async ({ value }) => {
    expect(await elementsOf(pipeline().create([value]).combineGlobally(last))).toEqual([value]);
  });

  it("makes the result of none once, of an accumulator without input", async () => {
    expect(await elementsOf(pipeline().create<Element>([]).combineGlobally(last))).toEqual(["none"]);
  });

  it("combines each window, and none that has no element", async () => {
    const sums = pipeline()
      .create([1, 2, 13, 14, 35])
      .withTimestamps((n) => n)
      .window(fixedWindows(millis(10)))
      .combineGlobally(sum);
    const kept = keep(sums);
    await sums.pipeline.run();
    expect(kept.map(([value, timestamp]) => [value, timestamp]).sort()).toEqual([
      [27, 19],
      [3, 9],
      [35, 39],
    ]);
  });

  it("writes results by the CombineFn's own coder, and nowhere by another", () => {
    const p = pipeline();
    p.create([150]).combineGlobally("Total", money);
    const graph = p.graph();
    const resolver = new CoderResolver(graph);
    const coders = new Map(
      [...allTransforms(graph.roots)]
        .filter(({ uniqueName, children }) => uniqueName.startsWith("Total/") && children.length === 0)
        .map(({ uniqueName, outputs }) => [
          uniqueName,
          [...outputs.values()].map((collection) => describeCoder(resolver.coderOf(collection))).join(),
        ]),
    );
    const behind = [...coders].slice([...coders.keys()].indexOf("Total/Combine/CombineGroups"));
    for (const [step, coder] of behind) expect([step, coder]).toEqual([step, expect.stringMatching(/money|bytes/)]);
    expect(behind.at(-1)).toEqual(["Total/Result", "money"]);
  });

  it("gives the results of a CombineFn with its own coder", async () => {
    const total = pipeline().create([150, 25]).combineGlobally(money);
    expect(await elementsOf(total.map((sum) => sum.format()))).toEqual(["1.75"]);
  });
});

describe("combinePerKey", () => {
  it("combines the values of each key", async () => {
    const pairs = pipeline().create([
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ]);
    expect((await elementsOf(pairs.combinePerKey(sum))).sort()).toEqual([
      ["a", 4],
      ["b", 2],
    ]);
  });

  it.each<{ name: string; fn: unknown; message: string }>([
    {
      name: "no CombineFn",
      fn: {},
      message:
        "combinePerKey(...) takes a CombineFn; it lacks createAccumulator, addInput, mergeAccumulators, extractOutput.",
    },
    {
      name: "half a CombineFn",
      fn: { createAccumulator: () => 0, addInput: () => 0 },
      message: "combinePerKey(...) takes a CombineFn; it lacks mergeAccumulators, extractOutput.",
    },
    {
      name: "the function that makes one",
      fn: () => sum,
      message: "combinePerKey(...) takes a CombineFn, not a function: call it, as in sum().",
    },
    { name: "nothing", fn: undefined, message: "combinePerKey(...) is missing what it should apply." },
  ])("refuses $name, as a program without types may hand in", ({ fn, message }) => {
    const pairs = pipeline().create([["a", 1]]);
    expect(() => pairs.combinePerKey(fn as typeof sum)).toThrow(new TypeError(message));
  });
});
