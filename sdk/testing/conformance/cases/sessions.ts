import { flatten, millis, sessions, type PCollection, type TimestampCombiner } from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { windowName } from "../window-name.ts";

const clicks: readonly (readonly [user: string, at: number])[] = [
  ["ada", 30],
  ["ada", 0],
  ["bob", 8],
  ["ada", 5],
  ["ada", 16],
  ["bob", 12],
];

/** Windows that are merged by key when they are grouped. */
export const sessionCases: readonly ConformanceCase[] = [
  {
    name: "sessions of a key are merged where they overlap",
    build: (p) => ({
      groups: timed(p.create("A", clicks))
        .groupByKey()
        .map(([user, times], { window, timestamp }) => [
          user,
          [...times].toSorted((a, b) => a - b),
          windowName(window),
          timestamp,
        ]),
      sums: timed(p.create("B", clicks))
        .combinePerKey(sum)
        .map(([user, total], { window, timestamp }) => [user, total, windowName(window), timestamp]),
    }),
    expected: {
      groups: [
        ["ada", [0, 5], "[0, 15)", 14],
        ["ada", [16], "[16, 26)", 25],
        ["ada", [30], "[30, 40)", 39],
        ["bob", [8, 12], "[8, 22)", 21],
      ],
      sums: [
        ["ada", 5, "[0, 15)", 14],
        ["ada", 16, "[16, 26)", 25],
        ["ada", 30, "[30, 40)", 39],
        ["bob", 20, "[8, 22)", 21],
      ],
    },
  },
  {
    name: "an element that comes exactly the gap after another one begins a session",
    build: (p) => ({
      out: timed(
        p.create([
          ["ada", 5],
          ["ada", 15],
        ]),
      )
        .groupByKey()
        .map(([, times], { window }) => [[...times], windowName(window)]),
    }),
    expected: {
      out: [
        [[5], "[5, 15)"],
        [[15], "[15, 25)"],
      ],
    },
  },
  {
    name: "the time of a session's group is the earliest, the latest, or the end of the session, as it is said",
    build: (p) => ({
      earliest: times(p.create("A", clicks), "earliest"),
      latest: times(p.create("B", clicks), "latest"),
    }),
    expected: {
      earliest: [
        ["ada", "group", 0],
        ["ada", "group", 16],
        ["ada", "group", 30],
        ["bob", "group", 8],
        ["ada", "sum", 0],
        ["ada", "sum", 16],
        ["ada", "sum", 30],
        ["bob", "sum", 8],
      ],
      latest: [
        ["ada", "group", 5],
        ["ada", "group", 16],
        ["ada", "group", 30],
        ["bob", "group", 12],
        ["ada", "sum", 5],
        ["ada", "sum", 16],
        ["ada", "sum", 30],
        ["bob", "sum", 12],
      ],
    },
  },
  {
    name: "before they are grouped, each element has a session of its own",
    build: (p) => ({ out: timed(p.create([["ada", 3]])).map(([user], { window }) => [user, windowName(window)]) }),
    expected: { out: [["ada", "[3, 13)"]] },
  },
  {
    name: "all elements have their sessions together where they are combined globally",
    build: (p) => ({
      out: timed(p.create(clicks))
        .values()
        .combineGlobally(sum)
        .map((total, { window }) => [total, windowName(window)]),
    }),
    expected: {
      out: [
        [41, "[0, 26)"],
        [30, "[30, 40)"],
      ],
    },
  },
  {
    name: "sessions that were grouped are not merged by another key, unless they are windowed again",
    build: (p) => {
      const grouped = timed(p.create(clicks))
        .combinePerKey("PerUser", sum)
        .values()
        .keyBy(() => "all");
      const totals = (name: string, pairs: PCollection<[string, number]>): PCollection<unknown> =>
        pairs
          .groupByKey(name)
          .map(([, totals], { window }) => [[...totals].toSorted((a, b) => a - b), windowName(window)]);
      return {
        kept: totals("Kept", grouped),
        again: totals("Again", grouped.window("Sessions", sessions(millis(10)))),
      };
    },
    expected: {
      kept: [
        [[5], "[0, 15)"],
        [[16], "[16, 26)"],
        [[30], "[30, 40)"],
        [[20], "[8, 22)"],
      ],
      // From the ends of the sessions, 14, 21, 25 and 39, on.
      again: [
        [[5, 16, 20], "[14, 35)"],
        [[30], "[39, 49)"],
      ],
    },
  },
];

function timed(
  pairs: PCollection<readonly [string, number]>,
  timestampCombiner: TimestampCombiner = "endOfWindow",
): PCollection<[string, number]> {
  return pairs
    .withTimestamps(([, at]) => at)
    .window(sessions(millis(10)), { timestampCombiner })
    .map(([user, at]) => [user, at]);
}

function times(pairs: PCollection<readonly [string, number]>, combiner: TimestampCombiner): PCollection<unknown> {
  const windowed = timed(pairs, combiner);
  return flatten([
    windowed.groupByKey().map(([user], { timestamp }) => [user, "group", timestamp]),
    windowed.combinePerKey(sum).map(([user], { timestamp }) => [user, "sum", timestamp]),
  ]);
}
