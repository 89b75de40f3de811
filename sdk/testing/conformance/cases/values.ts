import type { Element, KV } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const values: readonly unknown[] = [
  ...[undefined, null, true, 0, -0, Number.NaN, Infinity, 2 ** 31, 2 ** 53, 1e-300, -5n, 2n ** 70n],
  ...["", "ümläut", "\u{1f9f5}", "\ud800", "a\0b", "\ufffd"],
  ...[new Date(0), new Date(-1), Uint8Array.of(0, 255), new Map([["k", [1]]]), new Set([1, "1"])],
  ...[[], [undefined], [[1, 2], [3]], {}, { a: undefined, b: { c: null } }],
];

/** Elements of every kind. */
export const valueCases: readonly ConformanceCase[] = [
  {
    name: "elements of every kind come through a shuffle as they are",
    build: (p) => ({ out: p.create(values as readonly Element[]).reshuffle() }),
    expected: { out: values },
  },
  {
    name: "values of every kind come through a group as they are",
    build: (p) => ({
      out: p
        .create(values as readonly Element[])
        .map((value, { metrics }): KV<string, unknown> => {
          metrics.counter("seen").inc();
          return ["k", value];
        })
        .groupByKey()
        .flatMap(([, group]) => group as Iterable<Element>),
    }),
    expected: { out: values },
    counters: { seen: values.length },
  },
];
