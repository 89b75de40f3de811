import type { ConformanceCase } from "../conformance-case.ts";
import { windowName } from "../window-name.ts";

/** Steps of plain functions. */
export const elementWiseCases: readonly ConformanceCase[] = [
  {
    name: "create gives each of its elements once, in the global window's beginning",
    build: (p) => ({ created: p.create(["a", "b", "a"]).map((x, { window }) => [x, windowName(window)]) }),
    expected: {
      created: [
        ["a", "global"],
        ["b", "global"],
        ["a", "global"],
      ],
    },
  },
  {
    name: "create takes its elements from any iterable, once",
    build: (p) => ({ set: p.create("FromSet", new Set([1, 2])), generated: p.create("Generated", counted(3)) }),
    expected: { set: [1, 2], generated: [0, 1, 2] },
  },
  {
    name: "map, filter and flatMap compose",
    build: (p) => ({
      words: p
        .create(["to be or", "not to be"])
        .flatMap((line) => line.split(" "))
        .filter((word) => word !== "or")
        .map((word) => word.toUpperCase()),
    }),
    expected: { words: ["TO", "BE", "NOT", "TO", "BE"] },
  },
  {
    name: "flatMap takes arrays, generators, sets and maps, also empty ones",
    build: (p) => ({
      out: p.create([0, 1, 2, 3, 4]).flatMap((n): Iterable<unknown> => {
        if (n === 1) return [1, 1];
        if (n === 2) return counted(2);
        if (n === 3) return new Set(["x"]);
        return n === 4 ? new Map([["k", "v"]]) : [];
      }),
    }),
    expected: { out: [1, 1, 0, 1, "x", ["k", "v"]] },
  },
  {
    name: "keyBy, mapValues, keys and values take pairs apart and put them together",
    build: (p) => {
      const pairs = p
        .create(["a", "bb", "cc"])
        .keyBy((word) => word.length)
        .mapValues((word, _, length) => `${word}/${String(length)}`);
      return { pairs, keys: pairs.keys(), values: pairs.values() };
    },
    expected: {
      pairs: [
        [1, "a/1"],
        [2, "bb/2"],
        [2, "cc/2"],
      ],
      keys: [1, 2, 2],
      values: ["a/1", "bb/2", "cc/2"],
    },
  },
  {
    name: "an empty collection stays empty through every step",
    build: (p) => {
      const none = p.create<number>([]);
      return {
        mapped: none.map((n) => n + 1).reshuffle(),
        grouped: none.keyBy(() => "k").groupByKey(),
        filtered: p.create([1, 2]).filter(() => false),
      };
    },
    expected: { mapped: [], grouped: [], filtered: [] },
  },
  {
    name: "several consumers of a collection each get all of it",
    build: (p) => {
      const numbers = p.create([1, 2]);
      return { plus: numbers.map((n) => n + 10), times: numbers.map((n) => n * 10), same: numbers };
    },
    expected: { plus: [11, 12], times: [10, 20], same: [1, 2] },
  },
  {
    name: "reshuffle keeps elements, their times and windows",
    build: (p) => ({
      out: p
        .create([5, 6])
        .withTimestamps((n) => n)
        .reshuffle()
        .map((n, { timestamp, window }) => [n, timestamp, windowName(window)]),
    }),
    expected: {
      out: [
        [5, 5, "global"],
        [6, 6, "global"],
      ],
    },
  },
  {
    name: "counters and distributions add up over all elements",
    build: (p) => ({
      out: p
        .create([1, 2, 3])
        .map("Odd", (n, { metrics }) => {
          if (n % 2 === 1) metrics.counter("odd").inc();
          metrics.distribution("sizes").update(n);
          return n;
        })
        .reshuffle()
        .map("Sum", (n, { metrics }) => {
          metrics.counter("sum").inc(n);
          metrics.counter("odd").inc(n % 2);
          return n;
        }),
    }),
    expected: { out: [1, 2, 3] },
    counters: { odd: 4, sum: 6, never: 0 },
  },
];

function* counted(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}
