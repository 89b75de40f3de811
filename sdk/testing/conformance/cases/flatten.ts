import { flatten } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { sum } from "../combine-fns.ts";

/** Collections that come together. */
export const flattenCases: readonly ConformanceCase[] = [
  {
    name: "flatten joins collections of one source",
    build: (p) => {
      const numbers = p.create([1, 2]);
      return { out: flatten([numbers.map((n) => n), numbers.map((n) => -n)]) };
    },
    expected: { out: [1, 2, -1, -2] },
  },
  {
    name: "flatten joins collections of several roots",
    build: (p) => ({ out: flatten([p.create([1]), p.create(["x"]), p.create<number>([])]).map((x) => x) }),
    expected: { out: [1, "x"] },
  },
  {
    name: "flatten takes the same collection as often as it is given",
    build: (p) => {
      const numbers = p.create([1, 2]);
      return { near: flatten([numbers, numbers]), far: flatten([numbers.reshuffle(), numbers, numbers]) };
    },
    expected: { near: [1, 2, 1, 2], far: [1, 2, 1, 2, 1, 2] },
  },
  {
    name: "flatten of one collection is that collection",
    build: (p) => ({ out: flatten([p.create([1, 2])]) }),
    expected: { out: [1, 2] },
  },
  {
    name: "flatten of a flatten has the elements of all",
    build: (p) => {
      const [a, b] = [p.create(["a"]), p.create(["b"])];
      return { out: flatten([flatten([a, b]), a.reshuffle()]) };
    },
    expected: { out: ["a", "b", "a"] },
  },
  {
    name: "a group takes what comes from before and after another group",
    build: (p) => {
      const pairs = p.create([["a", 1] as const, ["b", 2] as const, ["a", 3] as const]);
      return { out: flatten([pairs.combinePerKey(sum), pairs]).combinePerKey(sum) };
    },
    expected: {
      out: [
        ["a", 8],
        ["b", 4],
      ],
    },
  },
];
