import { describe, expect, it } from "vitest";
import {
  customCoder,
  fixedWindows,
  jsonCoder,
  millis,
  NonDeterministicKeyError,
  Pipeline,
  stringUtf8Coder,
  type Coder,
  type PCollection,
} from "../sdk/index.ts";
import { keep, valuesOf } from "../test/conformance/keep.ts";
import { countPerElement, distinct, distinctBy, latest, latestPerKey } from "./index.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function elementsOf(collection: PCollection<unknown>): Promise<unknown[]> {
  const kept = keep(collection);
  await collection.pipeline.run();
  return valuesOf(kept);
}

/** Takes strings as equal that differ only in upper and lower case. */
const foldingCoder: Coder<string> = customCoder<string>({
  name: "folding",
  encode: (text) => Buffer.from(text.toLowerCase()),
  decode: (bytes) => Buffer.from(bytes).toString(),
  isDeterministic: true,
});

describe("distinct()", () => {
  it("gives each element once, objects by what is in them", async () => {
    const elements = ["a", "b", "a", { x: 1 }, { x: 1 }, null, undefined, null];
    const found = await elementsOf(pipeline().create(elements).apply(distinct()));
    expect(found).toHaveLength(5);
    expect(found).toEqual(expect.arrayContaining(["a", "b", { x: 1 }, null, undefined]));
  });

  it("gives each element once in each window", async () => {
    const timed = pipeline()
      .create([1, 2, 11, 12])
      .withTimestamps((n) => n)
      .window(fixedWindows(millis(10)))
      .map((n) => n % 10);
    expect((await elementsOf(timed.apply(distinct()))).sort()).toEqual([1, 1, 2, 2]);
  });

  it.each([
    { name: "distinct()", transform: distinct() },
    { name: "countPerElement()", transform: countPerElement() },
  ])("compares by the coder that was named for the elements: $name", async ({ transform }) => {
    const words = pipeline().create(["a", "A", "b"]).withCoder(foldingCoder);
    expect(await elementsOf(words.filter(() => true).apply<PCollection<unknown>>(transform))).toHaveLength(2);
  });

  it("refuses elements whose coder can't compare them, where they are made distinct", () => {
    const words = pipeline().create(["a"]).withCoder(jsonCoder<string>());
    expect(() => words.apply(distinct())).toThrow(NonDeterministicKeyError);
  });
});

describe("distinctBy()", () => {
  it("gives one element of all that are the same by a function", async () => {
    const words = pipeline().create(["a", "bb", "b", "cc", "ddd"]);
    const lengths = (await elementsOf(words.apply(distinctBy((word) => word.length)))).map(
      (word) => String(word).length,
    );
    expect(lengths.sort()).toEqual([1, 2, 3]);
  });
});

describe("latest()", () => {
  const quotes = [
    { symbol: "x", price: 1, at: 5 },
    { symbol: "x", price: 2, at: 9 },
    { symbol: "y", price: 3, at: 7 },
    { symbol: "x", price: 4, at: 2 },
    { symbol: "y", price: 5, at: 12 },
  ];

  it("gives the element with the latest timestamp", async () => {
    const timed = pipeline()
      .create(quotes)
      .withTimestamps(({ at }) => at);
    expect(await elementsOf(timed.apply(latest()))).toEqual([quotes[4]]);
  });

  it("gives the latest of each window, and nothing of none", async () => {
    const timed = pipeline()
      .create(quotes)
      .withTimestamps(({ at }) => at)
      .window(fixedWindows(millis(10)));
    expect(await elementsOf(timed.apply(latest()))).toEqual(expect.arrayContaining([quotes[1], quotes[4]]));
    expect(await elementsOf(pipeline().create<string>([]).apply(latest()))).toEqual([]);
  });

  it("gives the latest value of each key, by the keys' and the values' coders", async () => {
    const prices = pipeline()
      .create(quotes)
      .withTimestamps(({ at }) => at)
      .keyBy(({ symbol }) => symbol)
      .mapValues(({ price }) => price)
      .apply(latestPerKey());
    expect((await elementsOf(prices)).sort()).toEqual([
      ["x", 2],
      ["y", 5],
    ]);
  });

  it("knows times before those that a double tells apart", async () => {
    const words = pipeline().create(["only"]).withCoder(stringUtf8Coder);
    expect(await elementsOf(words.apply(latest()))).toEqual(["only"]);
  });
});
