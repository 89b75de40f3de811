import type { PCollection, PTransform } from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const words: PTransform<string, PCollection<string>> = (lines) =>
  lines.flatMap((line) => line.split(" ")).filter((word) => word !== "");

const countWords: PTransform<string, PCollection<[string, number]>> = (lines) =>
  lines
    .apply("Words", words)
    .keyBy((word) => word)
    .mapValues(() => 1)
    .combinePerKey(sum);

/** Steps made of steps. */
export const compositeCases: readonly ConformanceCase[] = [
  {
    name: "composites nest",
    build: (p) => ({ out: p.create(["to be or", "not to be"]).apply("Count", countWords) }),
    expected: {
      out: [
        ["to", 2],
        ["be", 2],
        ["or", 1],
        ["not", 1],
      ],
    },
  },
  {
    name: "a composite is applied more than once",
    build: (p) => {
      const once = p.create("Once", ["a b"]).apply(words);
      return { once, twice: once.apply("Again", words) };
    },
    expected: { once: ["a", "b"], twice: ["a", "b"] },
  },
  {
    name: "a composite returns several collections, or the one that it was given",
    build: (p) => {
      const { odd, even } = p.create([1, 2, 3]).apply("Split", (numbers) => ({
        odd: numbers.filter((n) => n % 2 === 1),
        even: numbers.filter((n) => n % 2 === 0),
      }));
      return { odd, even: even.apply("Nothing", (numbers) => numbers) };
    },
    expected: { odd: [1, 3], even: [2] },
  },
  {
    name: "a root composite makes its own collection",
    build: (p) => ({ out: p.apply("Numbers", (root) => root.create([1, 2])).map((n) => n * 2) }),
    expected: { out: [2, 4] },
  },
];
