import { customCoder, type KV } from "../../../index.ts";
import {
  aggregate,
  all,
  any,
  approximateUnique,
  count,
  countPerElement,
  distinct,
  distinctBy,
  latest,
  latestPerKey,
  max,
  mean,
  min,
  of,
  ofField,
  quantiles,
  sample,
  sum,
  sumBigints,
  toList,
  toMap,
  toSet,
  top,
} from "../../../../transforms/index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

interface Sale {
  readonly shop: string;
  readonly amount: number;
  readonly at: Date;
}

const sales: readonly Sale[] = [
  { shop: "a", amount: 0.1, at: new Date(1) },
  { shop: "b", amount: 7, at: new Date(4) },
  { shop: "a", amount: 0.2, at: new Date(3) },
  { shop: "a", amount: 0.3, at: new Date(2) },
];

/** What only its own coder can write. */
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
  isDeterministic: true,
});

const byCents = (a: Money, b: Money): number => a.cents - b.cents;

/** The library's CombineFns, and the composites that are made of them. */
export const combineFnCases: readonly ConformanceCase[] = [
  {
    name: "an aggregate combines all of its CombineFns at once",
    build: (p) => ({
      out: p
        .create(sales)
        .keyBy((sale) => sale.shop)
        .combinePerKey(
          aggregate({
            total: of((sale) => sale.amount, sum()),
            mean: ofField("amount", mean()),
            n: count(),
            times: aggregate({ first: ofField("at", min()), last: ofField("at", max()) }),
            best: ofField("amount", top(2)),
          }),
        ),
    }),
    expected: {
      out: [
        [
          "a",
          {
            total: 0.6,
            mean: 0.6 / 3,
            n: 3,
            times: { first: new Date(1), last: new Date(3) },
            best: [0.3, 0.2],
          },
        ],
        ["b", { total: 7, mean: 7, n: 1, times: { first: new Date(4), last: new Date(4) }, best: [7] }],
      ],
    },
  },
  {
    name: "sketches, samples and collections travel between workers",
    build: (p) => {
      const numbers = p.create(Array.from({ length: 50 }, (_, i) => i % 10)).keyBy((n) => n % 2);
      return {
        unique: numbers.combinePerKey("Unique", approximateUnique()),
        quartiles: numbers.combinePerKey("Quartiles", quantiles(5)),
        sizes: numbers.combinePerKey("Sample", sample(3)).mapValues((some) => some.length),
        sets: numbers.combinePerKey("Set", toSet()).mapValues((set) => [...set].sort()),
        lists: numbers.combinePerKey("List", toList()).mapValues((list) => list.length),
        maps: numbers
          .values()
          .keyBy("Self", (n) => n)
          .combineGlobally("Map", toMap({ merge: (a, b) => a + b }))
          .map((map) => map.get(3)),
        logical: numbers.combinePerKey(
          "Any",
          any((n) => n === 3),
        ),
        logicalAll: numbers.combinePerKey(
          "All",
          all((n) => n % 2 === 1),
        ),
        bigints: numbers.mapValues((n) => BigInt(n) * 10n ** 20n).combinePerKey("Bigints", sumBigints()),
      };
    },
    expected: {
      unique: [
        [0, 5],
        [1, 5],
      ],
      quartiles: [
        [0, [0, 2, 4, 6, 8]],
        [1, [1, 3, 5, 7, 9]],
      ],
      sizes: [
        [0, 3],
        [1, 3],
      ],
      sets: [
        [0, [0, 2, 4, 6, 8]],
        [1, [1, 3, 5, 7, 9]],
      ],
      lists: [
        [0, 25],
        [1, 25],
      ],
      maps: [15],
      logical: [
        [0, false],
        [1, true],
      ],
      logicalAll: [
        [0, false],
        [1, true],
      ],
      bigints: [
        [0, 100n * 10n ** 20n],
        [1, 125n * 10n ** 20n],
      ],
    },
  },
  {
    name: "a sum of doubles is the same in any order",
    build: (p) => ({
      out: p.create([1e100, 1, -1e100, 0.1, 0.2, 0.3, -0.6, 1e308, 1e308, -1e308, -1e308]).combineGlobally(sum()),
    }),
    expected: { out: [1 + 0.1 + 0.2 + 0.3 - 0.6] },
  },
  {
    name: "distinct elements and the latest ones are found across workers",
    build: (p) => {
      const timed = p.create(sales).withTimestamps((sale) => sale.at);
      const words = p.create("Words", ["b", "a", "b"]);
      return {
        words: words.apply(distinct()),
        shops: timed.apply(distinctBy((sale) => sale.shop)).map((sale) => sale.shop),
        last: timed.apply(latest()).map((sale) => sale.amount),
        perShop: timed
          .keyBy((sale) => sale.shop)
          .apply(latestPerKey())
          .mapValues((sale) => sale.amount),
        counts: words.apply(countPerElement()),
      };
    },
    expected: {
      words: ["a", "b"],
      shops: ["a", "b"],
      last: [7],
      perShop: [
        ["a", 0.2],
        ["b", 7],
      ],
      counts: [
        ["a", 1],
        ["b", 2],
      ],
    },
  },
  {
    name: "accumulators and results of elements are written by the elements' own coder",
    build: (p) => {
      const prices = p
        .create([250, 150, 250])
        .map((cents) => new Money(cents))
        .withCoder(moneyCoder);
      const byOne = prices.keyBy("Key", (): KV<string, Money>[0] => "all");
      const format = (price: Money | undefined): string | undefined => price?.format();
      return {
        distinct: prices.apply(distinct()).map(format),
        counts: prices.apply(countPerElement()).map(([price, n]) => [price.format(), n]),
        max: byOne.combinePerKey("Max", max(byCents)).mapValues(format),
        top: byOne.combinePerKey("Top", top(2, byCents)).mapValues((list) => list.map(format)),
        both: byOne
          .combinePerKey("Both", aggregate({ least: min(byCents), n: count() }))
          .mapValues(({ least, n }) => [format(least), n]),
        latest: byOne.apply(latestPerKey()).mapValues((price) => price instanceof Money),
        global: prices.combineGlobally("Global", max(byCents)).map(format),
        none: prices
          .filter(() => false)
          .combineGlobally("None", max(byCents))
          .map(format),
      };
    },
    expected: {
      distinct: ["1.50", "2.50"],
      counts: [
        ["1.50", 1],
        ["2.50", 2],
      ],
      max: [["all", "2.50"]],
      top: [["all", ["2.50", "2.50"]]],
      both: [["all", ["1.50", 3]]],
      latest: [["all", true]],
      global: ["2.50"],
      none: [undefined],
    },
  },
];
