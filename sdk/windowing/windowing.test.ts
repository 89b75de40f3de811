import { describe, expect, it } from "vitest";
import { hours, millis, minutes, seconds } from "../values/duration.ts";
import { END_OF_GLOBAL_WINDOW, MIN_TIMESTAMP } from "../values/timestamp.ts";
import { GLOBAL_WINDOW, IntervalWindow } from "../values/window.ts";
import { combineTimestamps, firstTimestamp } from "./combine-timestamps.ts";
import { fixedWindows } from "./fixed-windows.ts";
import { globalWindows } from "./global-windows.ts";
import type { WindowFn } from "./window-fn.ts";
import type { TimestampCombiner } from "./windowing-strategy.ts";

const hour = 3_600_000;

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
