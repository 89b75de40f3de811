import type { KV } from "../../../sdk/index.ts";
import { mean, sortedValues, sum } from "../combine-fns.ts";
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
];

function sumsOfSevenths(): KV<number, number>[] {
  const sums = new Map<number, number>();
  for (let i = 0; i < 100; i++) sums.set(i % 7, (sums.get(i % 7) ?? 0) + i);
  return [...sums];
}
