import { millis, slidingWindows, type PCollection, type TimestampCombiner } from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { windowName } from "../window-name.ts";

/** Windows that overlap. */
export const slidingWindowCases: readonly ConformanceCase[] = [
  {
    name: "an element is in all sliding windows that hold it",
    build: (p) => ({
      out: p
        .create([-1, 0, 12])
        .withTimestamps(Number)
        .window(slidingWindows(millis(10), { period: millis(5), offset: millis(1) }))
        .map((n, { window }) => [n, windowName(window)]),
    }),
    expected: {
      out: [
        [-1, "[-9, 1)"],
        [-1, "[-4, 6)"],
        [0, "[-9, 1)"],
        [0, "[-4, 6)"],
        [12, "[6, 16)"],
        [12, "[11, 21)"],
      ],
    },
  },
  {
    name: "sliding windows are grouped and combined each by itself, with the times that were asked for",
    build: (p) => ({
      earliest: grouped(p.create("A", [1, 4, 7]), "earliest"),
      latest: grouped(p.create("B", [1, 4, 7]), "latest"),
      end: grouped(p.create("C", [1, 4, 7]), "endOfWindow"),
    }),
    expected: {
      earliest: [
        ["[-5, 5)", 5, 1],
        ["[0, 10)", 12, 1],
        ["[5, 15)", 7, 7],
      ],
      latest: [
        ["[-5, 5)", 5, 4],
        ["[0, 10)", 12, 7],
        ["[5, 15)", 7, 7],
      ],
      end: [
        ["[-5, 5)", 5, 4],
        ["[0, 10)", 12, 9],
        ["[5, 15)", 7, 14],
      ],
    },
  },
];

function grouped(numbers: PCollection<number>, timestampCombiner: TimestampCombiner): PCollection<unknown> {
  return numbers
    .withTimestamps(Number)
    .window(slidingWindows(millis(10), { period: millis(5) }), { timestampCombiner })
    .keyBy(() => "k")
    .combinePerKey(sum)
    .map(([, total], { window, timestamp }) => [windowName(window), total, timestamp]);
}
