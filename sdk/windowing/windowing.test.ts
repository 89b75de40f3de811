import { describe, expect, it } from "vitest";
import { hours, millis, minutes, seconds } from "../values/duration.ts";
import { END_OF_GLOBAL_WINDOW, MIN_TIMESTAMP } from "../values/timestamp.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import { canonicalValueCoder } from "../coders/value-coder.ts";
import { GLOBAL_WINDOW, IntervalWindow, type Window } from "../values/window.ts";
import { combineTimestamps, firstTimestamp } from "./combine-timestamps.ts";
import { customWindows, type CustomWindowsParts } from "./custom-windows.ts";
import { fixedWindows } from "./fixed-windows.ts";
import { globalWindows } from "./global-windows.ts";
import { sessions } from "./sessions.ts";
import { slidingWindows } from "./sliding-windows.ts";
import type { WindowFn } from "./window-fn.ts";
import type { TimestampCombiner } from "./windowing-strategy.ts";

const hour = 3_600_000;
const mine = (name: string): WindowFn => customWindows({ name, assign: (maxTimestamp) => ({ maxTimestamp }) });

describe("fixed windows", () => {
  it.each([
    { name: "the epoch", timestamp: 0, start: 0 },
    { name: "the last instant", timestamp: hour - 1, start: 0 },
    { name: "the end, which is the next one's", timestamp: hour, start: hour },
    { name: "an instant before the epoch", timestamp: -1, start: -hour },
    { name: "the start of a window before the epoch", timestamp: -hour, start: -hour },
    { name: "an instant of the day", timestamp: Date.UTC(2024, 1, 29, 13, 37), start: Date.UTC(2024, 1, 29, 13) },
  ])("count from the epoch: $name", ({ timestamp, start }) => {
    const windowFn = fixedWindows(hours(1));
    expect(windowFn.assignWindows(timestamp, undefined)).toEqual([new IntervalWindow(start, start + hour)]);
  });

  it.each([
    { name: "within the size", offset: millis(300), timestamp: 0, start: -700 },
    { name: "as long as the size: none", offset: seconds(1), timestamp: 0, start: 0 },
    { name: "longer than the size: what is left over", offset: millis(2_300), timestamp: 400, start: 300 },
  ])("are shifted by an offset $name", ({ offset, timestamp, start }) => {
    const windowFn = fixedWindows(seconds(1), { offset });
    expect(windowFn.assignWindows(timestamp, undefined)).toEqual([new IntervalWindow(start, start + 1_000)]);
  });

  it("end with the global window for what is as late as it, as groups of the global window are", () => {
    const [window] = fixedWindows(hours(1)).assignWindows(END_OF_GLOBAL_WINDOW, undefined);
    expect(window!.maxTimestamp).toBe(END_OF_GLOBAL_WINDOW);
  });

  it("begin with time for what is as early as an impulse", () => {
    const [window] = fixedWindows(hours(1)).assignWindows(MIN_TIMESTAMP, undefined);
    expect(window!.start).toBe(MIN_TIMESTAMP);
    expect(Math.abs(window!.end % hour)).toBe(0);
  });

  it("share one array between the elements of a window, in its turn or not", () => {
    const windowFn = fixedWindows(hours(1));
    expect(windowFn.assignWindows(1, undefined)).toBe(windowFn.assignWindows(2, undefined));
  });

  it.each([0, 0.2])("need a size above 0: %d ms", (size) => {
    expect(() => fixedWindows(millis(size))).toThrow("fixedWindows needs a size above 0 ms; got 0 ms.");
  });

  it("are named with size and offset", () => {
    expect(String(fixedWindows(minutes(1)))).toBe("fixedWindows(60000 ms)");
    expect(String(fixedWindows(minutes(1), { offset: seconds(1) }))).toBe("fixedWindows(60000 ms, offset 1000 ms)");
  });
});

describe("sliding windows", () => {
  const windows = (timestamp: number): string =>
    slidingWindows(millis(10), { period: millis(3), offset: millis(1) })
      .assignWindows(timestamp, undefined)
      .join(" ");

  // What SlidingWindows of Beam's Java SDK 2.62 answers, in its order.
  it.each([
    { timestamp: 0, expected: "[-2, 8) [-5, 5) [-8, 2)" },
    { timestamp: 12, expected: "[10, 20) [7, 17) [4, 14)" },
    { timestamp: -7, expected: "[-8, 2) [-11, -1) [-14, -4)" },
  ])("are as in Java at $timestamp", ({ timestamp, expected }) => {
    expect(windows(timestamp)).toBe(expected);
  });

  it("share one array between elements that are in the same ones, and only between those", () => {
    const windowFn = slidingWindows(millis(10), { period: millis(4) });
    expect(windowFn.assignWindows(0, undefined)).toBe(windowFn.assignWindows(1, undefined));
    expect(windowFn.assignWindows(1, undefined)).not.toEqual(windowFn.assignWindows(2, undefined));
  });

  it.each([
    { size: 0, period: 1, message: "slidingWindows needs a size above 0 ms; got 0 ms." },
    { size: 5, period: 0, message: "got 0 ms for windows of 5 ms" },
    { size: 5, period: 6, message: "no longer than the size, for no element is to be without a window; got 6 ms" },
  ])("are refused: $message", ({ size, period, message }) => {
    expect(() => slidingWindows(millis(size), { period: millis(period) })).toThrow(message);
  });

  it("say whether they overlap", () => {
    expect(slidingWindows(millis(5), { period: millis(5) }).assignsToOneWindow).toBe(true);
    expect(slidingWindows(millis(5), { period: millis(4) }).assignsToOneWindow).toBe(false);
  });

  it("are named with size, period and offset", () => {
    const options = { period: seconds(1) };
    expect(String(slidingWindows(minutes(1), options))).toBe("slidingWindows(60000 ms, period 1000 ms)");
    expect(String(slidingWindows(minutes(1), { ...options, offset: millis(5) }))).toMatch(/, offset 5 ms\)$/);
  });
});

describe("sessions", () => {
  it("last from an element until the gap has passed", () => {
    expect(sessions(millis(10)).assignWindows(5, undefined)).toEqual([new IntervalWindow(5, 15)]);
  });

  it("need a gap above 0", () => {
    expect(() => sessions(millis(0))).toThrow("sessions needs a gap above 0 ms; got 0 ms.");
  });

  it("are named", () => {
    expect(String(sessions(minutes(30)))).toBe("sessions(1800000 ms)");
  });
});

describe("windows of the user's own", () => {
  const parts = { name: "mine", assign: (timestamp: number) => ({ maxTimestamp: timestamp }) };
  const untyped = (parts: object): WindowFn => customWindows(parts as CustomWindowsParts<Window, unknown>);

  it("may be one for an element or several", () => {
    expect(customWindows(parts).assignWindows(7, undefined)).toEqual([{ maxTimestamp: 7 }]);
    const several = customWindows({ name: "both", assign: (at) => [{ maxTimestamp: at }, { maxTimestamp: at + 1 }] });
    expect(several.assignWindows(7, undefined)).toEqual([{ maxTimestamp: 7 }, { maxTimestamp: 8 }]);
  });

  it("are encoded as plain values, unless a coder is named", () => {
    expect(customWindows(parts).windowCoder).toBe(canonicalValueCoder);
    const assign = (at: number) => new IntervalWindow(at, at + 1);
    expect(customWindows({ name: "x", assign, coder: intervalWindowCoder }).windowCoder).toBe(intervalWindowCoder);
    expect(() => customWindows({ name: "x", assign }).assignWindows(1, undefined)).toThrow(
      "x assigns IntervalWindows, whose coder must be named",
    );
  });

  it.each([
    { parts: { assign: parts.assign }, message: "needs a name" },
    { parts: { name: "mine" }, message: "mine needs a function assign" },
    { parts: { ...parts, merge: 7 }, message: "merge of mine must be a function; got number" },
    { parts: { ...parts, coder: { isDeterministic: false } }, message: "the coder of mine is not deterministic" },
  ])("are refused: $message", ({ parts, message }) => {
    expect(() => untyped(parts)).toThrow(message);
  });

  it.each<{ name: string; merges: unknown; message: string }>([
    { name: "no array", merges: undefined, message: "merge of mine must return an array" },
    {
      name: "a window that it was not given",
      merges: [{ merged: { maxTimestamp: 9 }, from: [{ maxTimestamp: 3 }] }],
      message: "has merged a window twice, or one that it was not given",
    },
    {
      name: "a window twice",
      merges: [{ merged: { maxTimestamp: 9 }, from: [{ maxTimestamp: 1 }, { maxTimestamp: 1 }] }],
      message: "has merged a window twice",
    },
    {
      name: "no window",
      merges: [{ merged: { maxTimestamp: "9" }, from: [{ maxTimestamp: 1 }] }],
      message: "has made a window that ends at no instant",
    },
  ])("are not merged into $name", ({ merges, message }) => {
    const windowFn = untyped({ ...parts, merge: () => merges });
    expect(() => windowFn.mergeWindows?.([{ maxTimestamp: 1 }, { maxTimestamp: 2 }])).toThrow(message);
  });
});

describe("the global window", () => {
  it("is that of every element", () => {
    for (const timestamp of [MIN_TIMESTAMP, 0, END_OF_GLOBAL_WINDOW]) {
      expect(globalWindows().assignWindows(timestamp, undefined)).toEqual([GLOBAL_WINDOW]);
    }
  });

  it("is named", () => {
    expect(String(globalWindows())).toBe("globalWindows()");
  });
});

describe("windows", () => {
  it.each<{ a: WindowFn; b: WindowFn; fit: boolean }>([
    { a: globalWindows(), b: globalWindows(), fit: true },
    { a: fixedWindows(hours(1)), b: fixedWindows(minutes(60)), fit: true },
    { a: fixedWindows(hours(1)), b: fixedWindows(hours(1), { offset: hours(2) }), fit: true },
    { a: fixedWindows(hours(1)), b: fixedWindows(hours(2)), fit: false },
    { a: fixedWindows(hours(1)), b: fixedWindows(hours(1), { offset: minutes(1) }), fit: false },
    { a: fixedWindows(hours(1)), b: globalWindows(), fit: false },
    {
      a: slidingWindows(hours(2), { period: hours(1) }),
      b: slidingWindows(minutes(120), { period: hours(1) }),
      fit: true,
    },
    {
      a: slidingWindows(hours(2), { period: hours(1) }),
      b: slidingWindows(hours(2), { period: hours(2) }),
      fit: false,
    },
    { a: sessions(hours(1)), b: sessions(hours(2)), fit: true },
    { a: sessions(hours(1)), b: fixedWindows(hours(1)), fit: false },
    { a: mine("mine"), b: mine("mine"), fit: true },
    { a: mine("mine"), b: mine("yours"), fit: false },
  ])("can be grouped together or not, seen from either side: $a and $b", ({ a, b, fit }) => {
    expect([a.isCompatible(b), b.isCompatible(a)]).toEqual([fit, fit]);
  });
});

describe("the event time of a group", () => {
  const window = new IntervalWindow(0, 100);

  it.each<{ combiner: TimestampCombiner; expected: number }>([
    { combiner: "endOfWindow", expected: 99 },
    { combiner: "earliest", expected: 10 },
    { combiner: "latest", expected: 70 },
  ])("is by $combiner what it is for all orders of its elements", ({ combiner, expected }) => {
    for (const [first, ...others] of [
      [10, 40, 70],
      [70, 10, 40],
      [40, 70, 10],
    ] as const) {
      const start = firstTimestamp(combiner, first, window);
      expect(others.reduce((group, next) => combineTimestamps(combiner, group, next), start)).toBe(expected);
    }
  });
});
