import {
  END_OF_GLOBAL_WINDOW,
  fixedWindows,
  flatten,
  globalWindows,
  millis,
  type PCollection,
  type TimestampCombiner,
} from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { windowName } from "../window-name.ts";

const times = [-11, -10, -1, 0, 9, 10, 25];

/** Windows, and the times of groups. */
export const windowCases: readonly ConformanceCase[] = [
  {
    name: "fixed windows are counted from the epoch, in both directions",
    build: (p) => ({
      out: windowsOf(
        p
          .create(times)
          .withTimestamps(Number)
          .window(fixedWindows(millis(10))),
      ),
    }),
    expected: {
      out: [
        [-11, "[-20, -10)"],
        [-10, "[-10, 0)"],
        [-1, "[-10, 0)"],
        [0, "[0, 10)"],
        [9, "[0, 10)"],
        [10, "[10, 20)"],
        [25, "[20, 30)"],
      ],
    },
  },
  {
    name: "fixed windows are shifted by their offset",
    build: (p) => ({
      out: windowsOf(
        p
          .create(times)
          .withTimestamps((n) => new Date(n))
          .window(fixedWindows(millis(10), { offset: millis(3) })),
      ),
    }),
    expected: {
      out: [
        [-11, "[-17, -7)"],
        [-10, "[-17, -7)"],
        [-1, "[-7, 3)"],
        [0, "[-7, 3)"],
        [9, "[3, 13)"],
        [10, "[3, 13)"],
        [25, "[23, 33)"],
      ],
    },
  },
  {
    name: "groups and combinations are per window, and their elements carry its end",
    build: (p) => {
      const windowed = p
        .create(times)
        .withTimestamps(Number)
        .window(fixedWindows(millis(10)))
        .keyBy(() => "k");
      return {
        groups: windowed.groupByKey().map(([, values], { timestamp }) => [[...values].toSorted(), timestamp]),
        sums: windowed.combinePerKey(sum).map(([, total], { timestamp }) => [total, timestamp]),
        globally: windowed
          .values()
          .combineGlobally(sum)
          .map((total, { window }) => [total, windowName(window)]),
      };
    },
    expected: {
      groups: [
        [[-11], -11],
        [[-1, -10], -1],
        [[0, 9], 9],
        [[10], 19],
        [[25], 29],
      ],
      sums: [
        [-11, -11],
        [-11, -1],
        [9, 9],
        [10, 19],
        [25, 29],
      ],
      globally: [
        [-11, "[-20, -10)"],
        [-11, "[-10, 0)"],
        [9, "[0, 10)"],
        [10, "[10, 20)"],
        [25, "[20, 30)"],
      ],
    },
  },
  {
    name: "the only pane of a group is on time, and the first and last",
    build: (p) => ({
      out: p
        .create(times)
        .withTimestamps(Number)
        .window(fixedWindows(millis(10)))
        .keyBy(() => "k")
        .groupByKey()
        .map((_, { pane }) => [pane.timing, pane.isFirst, pane.isLast]),
    }),
    expected: { out: Array.from({ length: 5 }, () => ["on-time", true, true]) },
  },
  {
    name: "the time of a group is the earliest, the latest, or the end of its window, as it is said",
    build: (p) => ({
      earliest: timesOf(p.create("A", [12, 17, 31]), "earliest"),
      latest: timesOf(p.create("B", [12, 17, 31]), "latest"),
      end: timesOf(p.create("C", [12, 17, 31]), "endOfWindow"),
    }),
    expected: {
      earliest: [
        ["group", 12],
        ["group", 31],
        ["sum", 12],
        ["sum", 31],
      ],
      latest: [
        ["group", 17],
        ["group", 31],
        ["sum", 17],
        ["sum", 31],
      ],
      end: [
        ["group", 19],
        ["group", 39],
        ["sum", 19],
        ["sum", 39],
      ],
    },
  },
  {
    name: "elements can be windowed again",
    build: (p) => ({
      out: p
        .create([1, 12, 23])
        .withTimestamps(Number)
        .window("Narrow", fixedWindows(millis(10)))
        .keyBy(() => "k")
        .combinePerKey("PerNarrow", sum)
        .window("Wide", fixedWindows(millis(20)))
        .combinePerKey("PerWide", sum)
        .window("All", globalWindows())
        .groupByKey()
        .map(([, totals], { timestamp }) => [[...totals].toSorted(), timestamp]),
    }),
    expected: { out: [[[13, 23], END_OF_GLOBAL_WINDOW]] },
  },
  {
    name: "an element that is moved back in time is grouped with the others of its new window",
    build: (p) => {
      const late = (name: string, n: number): PCollection<number> =>
        p
          .create(name, [n])
          .withTimestamps(() => 1_000)
          .reshuffle();
      const [a, b] = [late("A", 1), late("B", 2)].map((numbers) =>
        numbers
          .withTimestamps(() => 5)
          .window(fixedWindows(millis(10)))
          .keyBy(() => "k"),
      );
      if (a === undefined || b === undefined) throw new Error("There are two.");
      return {
        out: flatten([a, b.reshuffle()])
          .groupByKey()
          .mapValues((values) => [...values].toSorted()),
      };
    },
    expected: { out: [["k", [1, 2]]] },
  },
];

function windowsOf(numbers: PCollection<number>): PCollection<[number, string]> {
  return numbers.map((n, { window }) => [n, windowName(window)]);
}

function timesOf(numbers: PCollection<number>, timestampCombiner: TimestampCombiner): PCollection<unknown> {
  const windowed = numbers
    .withTimestamps(Number)
    .window(fixedWindows(millis(10)), { timestampCombiner })
    .keyBy(() => "k");
  return flatten([
    windowed.groupByKey().map((_, { timestamp }) => ["group", timestamp]),
    windowed.combinePerKey(sum).map((_, { timestamp }) => ["sum", timestamp]),
  ]);
}
