import type { KV, PCollection } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Groups by key. */
export const groupCases: readonly ConformanceCase[] = [
  {
    name: "groupByKey gives each key once, with all of its values",
    build: (p) => ({
      out: p
        .create(["to", "be", "or", "not", "bee"])
        .keyBy((word) => word.charAt(0))
        .groupByKey()
        .mapValues((words) => [...words].toSorted()),
    }),
    expected: {
      out: [
        ["t", ["to"]],
        ["b", ["be", "bee"]],
        ["o", ["or"]],
        ["n", ["not"]],
      ],
    },
  },
  {
    name: "the values of a group can be iterated more than once",
    build: (p) => ({
      out: p
        .create([1, 2, 3])
        .keyBy(() => "k")
        .groupByKey()
        .map(([, values]) => [[...values].length, [...values].reduce((a, b) => a + b, 0)]),
    }),
    expected: { out: [[3, 6]] },
  },
  {
    name: "a group of a group has the groups as values",
    build: (p) => ({
      out: p
        .create([1, 2, 3, 4])
        .keyBy((n) => n % 2)
        .groupByKey()
        .map(([parity, values]): KV<string, number> => ["all", parity + [...values].length])
        .groupByKey()
        .mapValues((sizes) => [...sizes].toSorted()),
    }),
    expected: { out: [["all", [2, 3]]] },
  },
  {
    name: "keys are grouped by their value, whatever their kind",
    build: (p) => ({ out: counted(p.create(keys).map((key): KV<unknown, number> => [key, 1])) }),
    expected: {
      // Values that are equal fall together: objects whatever the order of their members, 0 and -0, NaN with itself.
      out: [
        ["1", 2],
        [1, 2],
        [1n, 1],
        [0, 2],
        [Number.NaN, 2],
        [null, 2],
        [undefined, 2],
        [true, 1],
        ["true", 1],
        [new Date(0), 2],
        [{ a: 1, b: [2] }, 2],
        [["a", 1], 2],
        [Uint8Array.of(1, 2), 2],
        ["", 1],
        ["\ud800", 2],
        ["\ufffd", 1],
      ],
    },
  },
];

const keys: readonly unknown[] = [
  ...["1", "1", 1, 1, 1n, 0, 0, Number.NaN, Number.NaN, null, null, undefined, undefined, true, "true"],
  ...[new Date(0), new Date(0), { a: 1, b: [2] }, { b: [2], a: 1 }, ["a", 1], ["a", 1]],
  ...[Uint8Array.of(1, 2), Uint8Array.of(1, 2), "", "\ud800", "\ud800", "\ufffd"],
];

function counted(pairs: PCollection<KV<unknown, number>>) {
  return pairs.groupByKey().mapValues((ones) => [...ones].length);
}
