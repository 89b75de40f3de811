import { describe, expect, it } from "vitest";
import { NO_FIRING, ON_TIME_AND_ONLY_FIRING } from "./pane.ts";
import { END_OF_GLOBAL_WINDOW } from "./timestamp.ts";
import { GLOBAL_WINDOW, GLOBAL_WINDOWS, IntervalWindow } from "./window.ts";

describe("windows", () => {
  it("that are intervals end before their end", () => {
    const window = new IntervalWindow(0, 1_000);
    expect(window.maxTimestamp).toBe(999);
    expect(String(window)).toBe("[0, 1000)");
  });

  it("that are global are one, shared", () => {
    expect(GLOBAL_WINDOWS).toEqual([GLOBAL_WINDOW]);
    expect(GLOBAL_WINDOW.maxTimestamp).toBe(END_OF_GLOBAL_WINDOW);
    expect(String(GLOBAL_WINDOW)).toBe("global");
    expect(Object.isFrozen(GLOBAL_WINDOWS)).toBe(true);
  });
});

describe("panes", () => {
  it("that are shared can't be changed", () => {
    for (const pane of [NO_FIRING, ON_TIME_AND_ONLY_FIRING]) expect(Object.isFrozen(pane)).toBe(true);
    expect([NO_FIRING.timing, ON_TIME_AND_ONLY_FIRING.timing]).toEqual(["unknown", "on-time"]);
  });
});
