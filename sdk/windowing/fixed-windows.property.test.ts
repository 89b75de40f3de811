import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { millis } from "../values/duration.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP } from "../values/timestamp.ts";
import type { IntervalWindow } from "../values/window.ts";
import { fixedWindows } from "./fixed-windows.ts";
import type { WindowFn } from "./window-fn.ts";

// Where all sums are exact: the edges of time are tested by themselves.
const timestamps = fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: -8e15, max: 8e15 }));
const sizes = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1e12 }));
const windowFns = fc
  .tuple(sizes, fc.integer({ min: 0, max: 1e12 }))
  .map(([size, offset]) => ({ size, offset, windowFn: fixedWindows(millis(size), { offset: millis(offset) }) }));
const edges = fc
  .tuple(fc.constantFrom(MIN_TIMESTAMP, END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP), fc.integer({ min: -1e9, max: 1e9 }))
  .map(([edge, by]) => Math.min(MAX_TIMESTAMP, Math.max(MIN_TIMESTAMP, edge + by)));

describe("fixed windows", () => {
  it("hold the timestamps that they are assigned to, one window each, of the size that was asked for", () => {
    fc.assert(
      fc.property(windowFns, timestamps, ({ windowFn, size }, timestamp) => {
        const window = only(windowFn, timestamp);
        expect(window.start <= timestamp && timestamp < window.end).toBe(true);
        expect(timestamp <= window.maxTimestamp).toBe(true);
        expect(window.end - window.start).toBe(size);
      }),
    );
  });

  it("begin at the offset and at every multiple of the size from there", () => {
    fc.assert(
      fc.property(windowFns, timestamps, ({ windowFn, size, offset }, timestamp) => {
        const past = (BigInt(only(windowFn, timestamp).start) - BigInt(offset)) % BigInt(size);
        expect(past).toBe(0n);
      }),
    );
  });

  it("follow each other without a gap", () => {
    fc.assert(
      fc.property(windowFns, timestamps, ({ windowFn }, timestamp) => {
        const window = only(windowFn, timestamp);
        expect(only(windowFn, window.end).start).toBe(window.end);
        expect(only(windowFn, window.start - 1).end).toBe(window.start);
        expect(same(only(windowFn, window.start), window)).toBe(true);
        expect(same(only(windowFn, window.end - 1), window)).toBe(true);
      }),
    );
  });

  it("are the same whatever was assigned before", () => {
    fc.assert(
      fc.property(
        windowFns,
        fc.array(fc.oneof(timestamps, edges)),
        fc.oneof(timestamps, edges),
        (used, before, now) => {
          const fresh = fixedWindows(millis(used.size), { offset: millis(used.offset) });
          for (const timestamp of before) only(used.windowFn, timestamp);
          expect(same(only(used.windowFn, now), only(fresh, now))).toBe(true);
        },
      ),
    );
  });

  it("are within time at its edges, and end no later than the global window for what is in it", () => {
    fc.assert(
      fc.property(windowFns, edges, ({ windowFn, size }, timestamp) => {
        const { start, end, maxTimestamp } = only(windowFn, timestamp);
        expect(start).toBeGreaterThanOrEqual(MIN_TIMESTAMP);
        expect(start <= timestamp && timestamp <= Math.max(maxTimestamp, end)).toBe(true);
        // Beyond 2^53 a double stands for two milliseconds.
        expect(end - start).toBeLessThanOrEqual(size + 2);
        if (timestamp <= END_OF_GLOBAL_WINDOW) expect(maxTimestamp).toBeLessThanOrEqual(END_OF_GLOBAL_WINDOW);
      }),
    );
  });
});

function only(windowFn: WindowFn<IntervalWindow>, timestamp: number): IntervalWindow {
  const windows = windowFn.assignWindows(timestamp, undefined);
  expect(windows).toHaveLength(1);
  return windows[0]!;
}

function same(a: IntervalWindow, b: IntervalWindow): boolean {
  return a.start === b.start && a.end === b.end;
}
