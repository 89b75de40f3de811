import { describe, expect, it } from "vitest";
import { days, hours, millis, minutes, seconds } from "./duration.ts";

describe("durations", () => {
  it.each([
    { made: millis(5), expected: 5 },
    { made: seconds(1.5), expected: 1_500 },
    { made: minutes(2), expected: 120_000 },
    { made: hours(1), expected: 3_600_000 },
    { made: days(1), expected: 86_400_000 },
    { made: seconds(0), expected: 0 },
  ])("count $expected milliseconds", ({ made, expected }) => {
    expect(made).toEqual({ millis: expected });
    expect(Object.isFrozen(made)).toBe(true);
  });

  it.each([-1, Number.NaN, Infinity, 2 ** 53])("are finite and not negative: %d is refused", (amount) => {
    expect(() => seconds(amount)).toThrow(
      `A duration is a finite number of seconds, at least 0; got ${String(amount)}.`,
    );
  });
});
