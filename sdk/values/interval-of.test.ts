import { describe, expect, it } from "vitest";
import { calendarDays, fixedWindows, intervalOf, millis, Pipeline, sessions } from "../index.ts";

describe("intervalOf", () => {
  it.each([
    { windows: fixedWindows(millis(10)), expected: [10, 20] },
    { windows: sessions(millis(5)), expected: [12, 17] },
    { windows: calendarDays(1), expected: [0, 86_400_000] },
  ])("has the start and end of $windows", async ({ windows, expected }) => {
    const at = Pipeline.create({ quiet: true })
      .create([12])
      .withTimestamps((n) => n)
      .window(windows)
      .map((_, { window }) => [intervalOf(window).start, intervalOf(window).end]);
    expect(await at.collect()).toEqual([expected]);
  });

  it.each([
    { name: "the global window", window: undefined, told: /window +global\n/ },
    {
      name: "a window of the program's own",
      window: { maxTimestamp: 5 },
      told: /window +of a kind of the program's own\n/,
    },
  ])("refuses $name, by the step that asks", async ({ window: own, told }) => {
    const asked = Pipeline.create({ quiet: true })
      .create([1])
      .map("Ask", (_, { window }) => intervalOf(own ?? window).start);
    await expect(asked.collect()).rejects.toThrow(
      'The function of step "Ask" failed: NotAnIntervalError: A step asks for the start of its window',
    );
    await expect(asked.collect()).rejects.toThrow(told);
  });
});
