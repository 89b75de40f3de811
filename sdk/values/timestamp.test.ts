import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMillis,
  END_OF_GLOBAL_WINDOW,
  isTimestamp,
  MAX_TIMESTAMP,
  MIN_TIMESTAMP,
  timestampFromBigInt,
  timestampToBigInt,
} from "./timestamp.ts";

describe("timestamps", () => {
  // The model's own values: 2^63 microseconds in whole milliseconds, and a day less.
  it.each([
    { name: "the earliest", timestamp: MIN_TIMESTAMP, millis: -(2n ** 63n / 1000n) },
    { name: "the latest", timestamp: MAX_TIMESTAMP, millis: 2n ** 63n / 1000n },
    { name: "the end of the global window", timestamp: END_OF_GLOBAL_WINDOW, millis: 2n ** 63n / 1000n - 86_400_000n },
    { name: "the epoch", timestamp: 0, millis: 0n },
  ])("of $name are exact as bigints", ({ timestamp, millis }) => {
    expect(timestampToBigInt(timestamp)).toBe(millis);
    expect(timestampFromBigInt(millis)).toBe(timestamp);
  });

  it("go to bigints and back unchanged", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (timestamp) => {
        expect(timestampFromBigInt(timestampToBigInt(timestamp))).toBe(timestamp);
      }),
    );
  });

  it("saturate instead of leaving the model's range", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (timestamp, millis) => {
        expect(isTimestamp(addMillis(timestamp, millis))).toBe(true);
      }),
    );
    expect(addMillis(MAX_TIMESTAMP, 1_000_000)).toBe(MAX_TIMESTAMP);
    expect(addMillis(MIN_TIMESTAMP, -1_000_000)).toBe(MIN_TIMESTAMP);
    expect(addMillis(5, -7)).toBe(-2);
  });

  it.each([0.5, Number.NaN, Infinity, -Infinity, 2 ** 60])("are whole and in range: %d is none", (value) => {
    expect(isTimestamp(value)).toBe(false);
  });

  it("that are no whole number are an error as bigints", () => {
    expect(() => timestampToBigInt(1.5)).toThrow(RangeError);
  });
});
