import { fixedWindows, millis, sessions, type KV } from "../../../index.ts";
import { converted, mean, multiplied, scaled, sortedValues, sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const scores: readonly KV<string, number>[] = [
  ["a", 1],
  ["b", 10],
  ["a", 2],
  ["a", 3],
  ["b", 30],
];

/** Combinations. */
export const combineCases: readonly ConformanceCase[] = [
  {
    name: "combinePerKey combines the values of each key",
    build: (p) => {
      const pairs = p.create(scores);
      return {
        sums: pairs.combinePerKey("Sum", sum),
        means: pairs.combinePerKey("Mean", mean),
        values: pairs.combinePerKey("Values", sortedValues),
      };
    },
    expected: {
      sums: [
        ["a", 6],
        ["b", 40],
      ],
      means: [
        ["a", 2],
        ["b", 20],
      ],
      values: [
        ["a", [1, 2, 3]],
        ["b", [10, 30]],
      ],
    },
  },
  {
    name: "a combination gives what a group that is combined by hand gives",
    build: (p) => {
      const pairs = p.create(Array.from({ length: 100 }, (_, i): KV<number, number> => [i % 7, i]));
      const byHand = pairs.groupByKey().mapValues((values) => [...values].reduce((a, b) => a + b, 0));
      const both = pairs.combinePerKey(sum).apply("Compare", (lifted) => lifted.map(([key, total]) => [key, total]));
      return { lifted: both, byHand };
    },
    expected: { lifted: sumsOfSevenths(), byHand: sumsOfSevenths() },
  },
  {
    name: "combineGlobally combines all elements",
    build: (p) => ({
      total: p.create([1, 2, 3]).combineGlobally("Total", sum),
      mean: p.create([1, 2, 3]).combineGlobally("Mean", mean),
    }),
    expected: { total: [6], mean: [2] },
  },
  {
    name: "combineGlobally of no elements gives the result of an empty accumulator",
    build: (p) => ({
      total: p.create<number>([]).combineGlobally("Total", sum),
      mean: p.create<number>([]).combineGlobally("Mean", mean),
      values: p.create<number>([]).combineGlobally("Values", sortedValues),
    }),
    expected: { total: [0], mean: [Number.NaN], values: [[]] },
  },
  {
    name: "combineGlobally gives undefined and null as they are",
    build: (p) => ({
      out: p.create([1]).combineGlobally({ ...sum, extractOutput: () => undefined }),
    }),
    expected: { out: [undefined] },
  },
  {
    name: "combinations follow each other",
    build: (p) => ({
      out: p
        .create(scores)
        .combinePerKey(sum)
        .map(([key, total]): KV<boolean, number> => [key === "a", total])
        .combinePerKey(sum)
        .values()
        .combineGlobally(sum),
    }),
    expected: { out: [46] },
  },
  {
    name: "a combination gives the same with and without lifting and with a fan-out",
    build: (p) => {
      const pairs = p.create(Array.from({ length: 100 }, (_, i): KV<number, number> => [i % 7, i]));
      return {
        unlifted: pairs.combinePerKey("Unlifted", sum, { lift: false }),
        spread: pairs.combinePerKey("Spread", sum, { hotKeyFanout: 3 }),
        hot: pairs.combinePerKey("Hot", sum, { hotKeyFanout: (key) => (key < 3 ? 4 : 1) }),
        neither: pairs.combinePerKey("Neither", sum, { hotKeyFanout: 3, lift: false }),
        means: pairs.combinePerKey("Means", mean, { hotKeyFanout: 2 }),
      };
    },
    expected: {
      unlifted: sumsOfSevenths(),
      spread: sumsOfSevenths(),
      hot: sumsOfSevenths(),
      neither: sumsOfSevenths(),
      means: sumsOfSevenths().map(([key, total]) => [key, total / (key < 2 ? 15 : 14)]),
    },
  },
  {
    name: "combineGlobally gives the same with a fan-out, and nothing of nothing where no default is wanted",
    build: (p) => ({
      spread: p.create([1, 2, 3]).combineGlobally("Spread", sum, { fanout: 2 }),
      spreadNone: p.create<number>([]).combineGlobally("SpreadNone", sum, { fanout: 2 }),
      unlifted: p.create([1, 2, 3]).combineGlobally("Unlifted", sum, { lift: false }),
      none: p.create<number>([]).combineGlobally("None", sum, { emptyDefault: false }),
      some: p.create([1, 2]).combineGlobally("Some", sum, { emptyDefault: false }),
    }),
    expected: { spread: [6], spreadNone: [0], unlifted: [6], none: [], some: [3] },
  },
  {
    name: "a CombineFn is set up before it is used, lifted or not, also for the result of no elements",
    build: (p) => {
      const pairs = p.create(scores);
      return {
        lifted: pairs.combinePerKey("Lifted", scaled),
        unlifted: pairs.combinePerKey("Unlifted", scaled, { lift: false }),
        spread: pairs.combinePerKey("Spread", scaled, { hotKeyFanout: (key) => (key === "a" ? 2 : 1) }),
        none: p.create<number>([]).combineGlobally("None", scaled),
      };
    },
    expected: {
      lifted: [
        ["a", 60],
        ["b", 400],
      ],
      unlifted: [
        ["a", 60],
        ["b", 400],
      ],
      spread: [
        ["a", 60],
        ["b", 400],
      ],
      none: [0],
    },
  },
  {
    name: "combinations with a fan-out are per window",
    build: (p) => ({
      out: p
        .create([1, 2, 13, 14, 35])
        .withTimestamps((n) => n)
        .window(fixedWindows(millis(10)))
        .combineGlobally(sum, { fanout: 3 }),
    }),
    expected: { out: [3, 27, 35] },
  },
  {
    name: "a fan-out merges windows over all of its parts",
    build: (p) => {
      const timed = p
        .create([0, 5, 9, 30, 33, 60])
        .withTimestamps((n) => n)
        .window(sessions(millis(10)));
      return {
        lifted: timed.combineGlobally("Lifted", sum, { fanout: 4 }),
        unlifted: timed.combineGlobally("Unlifted", sum, { fanout: 4, lift: false }),
        reshuffled: timed.reshuffle().combineGlobally("Reshuffled", sum, { fanout: 4 }),
      };
    },
    expected: { lifted: [14, 63, 60], unlifted: [14, 63, 60], reshuffled: [14, 63, 60] },
  },
  {
    name: "a CombineFn reads side inputs, also for the result of no elements, and after its setup",
    build: (p) => {
      const rates = p.create("Rates", [
        ["a", 10],
        ["b", 100],
      ] as KV<string, number>[]);
      const base = p.create("Base", [1000]);
      const side = { rates: rates.asMap(), base: base.asSingleton() };
      const pairs = p.create(scores);
      return {
        perKey: pairs.mapValues((n) => ["a", n] as KV<string, number>).combinePerKey("PerKey", converted, { side }),
        global: pairs.combineGlobally("Global", converted, { side }),
        none: pairs.filter(() => false).combineGlobally("None", converted, { side }),
        nothing: pairs.filter("Drop", () => false).combineGlobally("Nothing", converted, { side, emptyDefault: false }),
      };
    },
    expected: {
      perKey: [
        ["a", 1060],
        ["b", 1400],
      ],
      global: [5060],
      none: [1000],
      nothing: [],
    },
  },
  {
    name: "a CombineFn reads the side inputs of the window that it combines",
    build: (p) => {
      const windows = fixedWindows(millis(10));
      const factors = p
        .create("Factors", [2, 13])
        .withTimestamps((n) => n)
        .window(windows);
      return {
        out: p
          .create([1, 2, 13, 14])
          .withTimestamps((n) => n)
          .window(windows)
          .combineGlobally("Multiply", multiplied, { side: { factor: factors.asSingleton() } }),
      };
    },
    expected: { out: [6, 351] },
  },
];

function sumsOfSevenths(): KV<number, number>[] {
  const sums = new Map<number, number>();
  for (let i = 0; i < 100; i++) sums.set(i % 7, (sums.get(i % 7) ?? 0) + i);
  return [...sums];
}
