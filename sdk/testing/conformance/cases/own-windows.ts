import {
  calendarDays,
  calendarMonths,
  customWindows,
  intervalWindowCoder,
  IntervalWindow,
  millis,
  sessions,
  type MergedWindows,
} from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { windowName } from "../window-name.ts";

/** A part of the time of one team. */
interface TeamWindow {
  readonly team: string;
  readonly maxTimestamp: number;
}

/** Windows of ten milliseconds for each team: what a user may think of. */
const perTeam = customWindows({
  name: "tens of a team",
  assign: (timestamp, { team }: { readonly team: string }): TeamWindow => ({
    team,
    maxTimestamp: Math.floor(timestamp / 10) * 10 + 9,
  }),
});

/** Windows that grow with each other: all that begin in the same ten milliseconds become one. */
const joined = customWindows({
  name: "joined tens",
  coder: intervalWindowCoder,
  assign: (timestamp: number) => new IntervalWindow(timestamp, timestamp + 1),
  merge(windows) {
    const byTen = Map.groupBy(windows, ({ start }) => Math.floor(start / 10));
    return [...byTen.values()].flatMap((from): MergedWindows<IntervalWindow>[] => {
      const [start, end] = [Math.min(...from.map((w) => w.start)), Math.max(...from.map((w) => w.end))];
      return from.length < 2 ? [] : [{ merged: new IntervalWindow(start, end), from }];
    });
  },
});

const plays = [
  { team: "red", at: 3, score: 1 },
  { team: "red", at: 7, score: 2 },
  { team: "blue", at: 8, score: 4 },
  { team: "red", at: 12, score: 8 },
];

/** Windows that only Purlin knows. */
export const ownWindowCases: readonly ConformanceCase[] = [
  {
    name: "calendar days are as long as clocks say",
    build: (p) => ({
      out: p
        .create(["2026-03-28T22:59Z", "2026-03-28T23:00Z", "2026-03-29T21:59Z", "2026-03-29T22:00Z"])
        .withTimestamps((at) => new Date(at))
        .window(calendarDays(1, { timeZone: "Europe/Berlin" }))
        .keyBy(() => "k")
        .groupByKey()
        .map(([, all], { window, timestamp }) => {
          const hours = window instanceof IntervalWindow ? (window.end - window.start) / 3_600_000 : undefined;
          return [[...all].length, hours, new Date(timestamp).toISOString()];
        }),
    }),
    expected: {
      out: [
        [1, 24, "2026-03-28T22:59:59.999Z"],
        [2, 23, "2026-03-29T21:59:59.999Z"],
        [1, 24, "2026-03-30T21:59:59.999Z"],
      ],
    },
  },
  {
    name: "calendar months are combined",
    build: (p) => ({
      out: p
        .create([
          ["2024-02-01T00:00Z", 1],
          ["2024-02-29T23:59Z", 2],
          ["2024-03-01T00:00Z", 4],
        ] as [string, number][])
        .withTimestamps(([at]) => new Date(at))
        .window(calendarMonths(1), { timestampCombiner: "earliest" })
        .map(([, n]) => n)
        .combineGlobally(sum)
        .map((total, { timestamp }) => [total, new Date(timestamp).toISOString()]),
    }),
    expected: {
      out: [
        [3, "2024-02-01T00:00:00.000Z"],
        [4, "2024-03-01T00:00:00.000Z"],
      ],
    },
  },
  {
    name: "windows of the user's own group by what they hold",
    build: (p) => ({
      out: p
        .create(plays)
        .withTimestamps(({ at }) => at)
        .window(perTeam)
        .keyBy(() => "k")
        .mapValues(({ score }) => score)
        .combinePerKey(sum)
        .map(([, total], { window, timestamp }) => [total, (window as TeamWindow).team, timestamp]),
    }),
    expected: {
      out: [
        [3, "red", 9],
        [4, "blue", 9],
        [8, "red", 19],
      ],
    },
  },
  {
    name: "windows of the user's own are merged by the user's function",
    build: (p) => ({
      out: p
        .create([21, 3, 12, 9, 4])
        .withTimestamps(Number)
        .window(joined)
        .keyBy(() => "k")
        .groupByKey()
        .map(([, all], { window }) => [[...all].toSorted((a, b) => a - b), windowName(window)]),
    }),
    expected: {
      out: [
        [[3, 4, 9], "[3, 10)"],
        [[12], "[12, 13)"],
        [[21], "[21, 22)"],
      ],
    },
  },
  {
    name: "one collection may be windowed in several ways",
    build: (p) => {
      const numbers = p.create([1, 2, 14]).withTimestamps(Number);
      return {
        days: numbers.window("Days", calendarDays(1)).combineGlobally("PerDay", sum),
        sessions: numbers.window("Sessions", sessions(millis(5))).combineGlobally("PerSession", sum),
      };
    },
    expected: { days: [17], sessions: [3, 14] },
  },
];
