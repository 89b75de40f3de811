import { doFn, kvCoder, sideInput, stringUtf8Coder, varintCoder } from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { sorted } from "../sorted.ts";

const prices: readonly (readonly [string, number])[] = [
  ["tea", 3],
  ["milk", 1],
  ["tea", 4],
];

async function collected<T>(elements: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const element of elements) all.push(element);
  return all;
}

/** Finds the prices of names, of which it knows some. */
const findPrices = doFn<string, [string, number]>()({
  side: { prices: sideInput.multimap<string, number>(), least: sideInput.singleton<number>() },
  setup: () => ({ calls: 0 }),
  process(name, { side, emit, resources }) {
    resources.calls++;
    for (const price of side.prices.get(name)) if (price >= side.least) emit([name, price]);
  },
});

/** What steps read beside their elements. */
export const sideInputCases: readonly ConformanceCase[] = [
  {
    name: "a singleton is read as its only element, and as its default where there is none",
    build: (p) => {
      const one = p.create("One", [7]);
      const none = p.create("None", [0]).filter("Nothing", () => false);
      return {
        out: p.create(["a", "b"]).map((letter, { side }) => [letter, side.one, side.none], {
          side: { one: one.asSingleton(), none: none.asSingleton({ default: "none" }) },
        }),
      };
    },
    expected: {
      out: [
        ["a", 7, "none"],
        ["b", 7, "none"],
      ],
    },
  },
  {
    name: "a combined collection is read as a singleton by what it was combined of",
    build: (p) => {
      const numbers = p.create([1, 2, 5]);
      const total = numbers.combineGlobally("Total", sum);
      return { out: numbers.map((n, { side }) => n / side.total, { side: { total: total.asSingleton() } }) };
    },
    expected: { out: [0.125, 0.25, 0.625] },
  },
  {
    name: "a list has all elements, and none where there are none",
    build: (p) => {
      const numbers = p.create("Numbers", [3, 1, 3]);
      const none = numbers.filter("Nothing", () => false);
      return {
        out: p.create(["x"]).map((x, { side }) => [x, sorted(side.numbers), side.none], {
          side: { numbers: numbers.asList(), none: none.asList() },
        }),
      };
    },
    expected: { out: [["x", [1, 3, 3], []]] },
  },
  {
    name: "a set finds primitives, pairs and objects by what they are made of",
    build: (p) => {
      const side = {
        words: p.create("Words", ["to", "be", "to"]).asSet(),
        pairs: p.create("Pairs", [["a", 1]]).asSet(),
        objects: p.create("Objects", [{ x: 1, y: { z: 2 } }]).asSet(),
      };
      return {
        out: p
          .create(["to", "or"])
          .map(
            (word, context) => [
              word,
              context.side.words.has(word),
              context.side.words.size,
              context.side.pairs.has(["a", 1]) && !context.side.pairs.has(["a", 2]),
              context.side.objects.has({ y: { z: 2 }, x: 1 }) && !context.side.objects.has({ x: 1, y: { z: 3 } }),
            ],
            { side },
          ),
      };
    },
    expected: {
      out: [
        ["to", true, 2, true, true],
        ["or", false, 2, true, true],
      ],
    },
  },
  {
    name: "a map finds values by primitive and by other keys",
    build: (p) => {
      const side = {
        names: p
          .create("Names", [
            ["de", "Germany"],
            ["fr", "France"],
          ])
          .asMap(),
        places: p
          .create("Places", [
            [[1, 2], "here"],
            [[3, 4], "there"],
          ])
          .asMap(),
      };
      return {
        out: p
          .create(["de", "xx"])
          .map(
            (code, context) => [code, context.side.names.get(code) ?? null, context.side.places.get([3, 4]) ?? null],
            { side },
          ),
      };
    },
    expected: {
      out: [
        ["de", "Germany", "there"],
        ["xx", null, "there"],
      ],
    },
  },
  {
    name: "a multimap has all values of a key, by a coder of its own too",
    build: (p) => {
      const pairs = p.create("Prices", prices);
      const coded = p.create("Coded", prices).withCoder(kvCoder(stringUtf8Coder, varintCoder));
      return {
        out: p
          .create(["tea", "gold"])
          .map(
            (name, { side }) => [
              name,
              sorted(side.pairs.get(name)),
              sorted(side.coded.get(name)),
              side.pairs.has(name),
            ],
            { side: { pairs: pairs.asMultimap(), coded: coded.asMultimap() } },
          ),
      };
    },
    expected: {
      out: [
        ["tea", [3, 4], [3, 4], true],
        ["gold", [], [], false],
      ],
    },
  },
  {
    name: "an iterable is read anew by each element",
    build: (p) => {
      const numbers = p.create("Numbers", [3, 1, 2]);
      return {
        out: p.create(["a", "b"]).map(async (letter, { side }) => [letter, sorted(await collected(side.numbers))], {
          side: { numbers: numbers.asIterable() },
          concurrency: 2,
        }),
      };
    },
    expected: {
      out: [
        ["a", [1, 2, 3]],
        ["b", [1, 2, 3]],
      ],
    },
  },
  {
    name: "a multimap that is not in memory is read by key",
    build: (p) => {
      const plain = p.create("Prices", prices).asMultimap({ inMemory: false });
      const coded = p
        .create("Coded", prices)
        .withCoder(kvCoder(stringUtf8Coder, varintCoder))
        .asMultimap({ inMemory: false });
      return {
        out: p
          .create(["tea", "milk", "gold"])
          .map(
            async (name, { side }) => [
              name,
              sorted(await side.plain.get(name)),
              sorted(await collected(side.coded.values(name))),
            ],
            { side: { plain, coded } },
          ),
      };
    },
    expected: {
      out: [
        ["tea", [3, 4], [3, 4]],
        ["milk", [1], [1]],
        ["gold", [], []],
      ],
    },
  },
  {
    name: "every element-wise step reads side inputs",
    build: (p) => {
      const side = { two: p.create("Two", [2]).asSingleton() };
      const numbers = p.create("Numbers", [1, 2, 3]);
      return {
        flatMapped: numbers.flatMap((n, context) => Array.from({ length: context.side.two }, () => n), { side }),
        filtered: numbers.filter((n, context) => n > context.side.two, { side }),
        keyed: numbers.keyBy((n, context) => n % context.side.two, { side }),
        valued: p
          .create("Pairs", [["a", 5]])
          .mapValues((n, context, key) => `${key}${String(n * context.side.two)}`, { side }),
        moved: numbers
          .withTimestamps((n, context) => n * context.side.two, { side })
          .map((n, { timestamp }) => [n, timestamp]),
      };
    },
    expected: {
      flatMapped: [1, 1, 2, 2, 3, 3],
      filtered: [3],
      keyed: [
        [1, 1],
        [0, 2],
        [1, 3],
      ],
      valued: [["a", "a10"]],
      moved: [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
    },
  },
  {
    name: "a DoFn reads the side inputs that it declares",
    build: (p) => ({
      out: p.create(["tea", "milk", "gold"]).parDo("Find", findPrices, {
        side: { prices: p.create("Prices", prices).asMultimap(), least: p.create("Least", [3]).asSingleton() },
      }),
    }),
    expected: {
      out: [
        ["tea", 3],
        ["tea", 4],
      ],
    },
  },
  {
    name: "a step reads the collection that it is applied to, and what it has made before",
    build: (p) => {
      const numbers = p.create([1, 2, 3]);
      const ranks = numbers.map("Rank", (n, { side }) => [n, side.all.filter((other) => other < n).length], {
        side: { all: numbers.asList() },
      });
      return {
        out: numbers.map("Share", (n, { side }) => `${String(n)}: ${String(side.ranks.get(n))}`, {
          side: { ranks: ranks.asMap() },
        }),
      };
    },
    expected: { out: ["1: 0", "2: 1", "3: 2"] },
  },
  {
    name: "side inputs of side inputs are read in their order",
    build: (p) => {
      const base = p.create("Base", [2]);
      const squared = p.create("To square", [3]).map("Power", (n, { side }) => n ** side.base, {
        side: { base: base.asSingleton() },
      });
      const grouped = p
        .create("To group", [
          ["k", 1],
          ["k", 2],
        ])
        .groupByKey()
        .map("Scale", ([key, values], { side }) => [key, [...values].length * side.squared], {
          side: { squared: squared.asSingleton() },
        });
      return {
        out: p.create("Last", ["k"]).map("Look up", (key, { side }) => [key, side.grouped.get(key)], {
          side: { grouped: grouped.asMap() },
        }),
      };
    },
    expected: { out: [["k", 18]] },
  },
];
