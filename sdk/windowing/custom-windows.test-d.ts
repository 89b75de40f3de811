import { describe, expectTypeOf, it } from "vitest";
import {
  calendarDays,
  customWindows,
  fixedWindows,
  globalWindows,
  hours,
  Pipeline,
  sessions,
  type GlobalWindow,
  type IntervalWindow,
  type WindowFn,
} from "../index.ts";

interface Play {
  readonly team: string;
}

const perTeam = customWindows({
  name: "teams",
  assign: (timestamp, play: Play) => ({ team: play.team, maxTimestamp: timestamp }),
});

describe("customWindows", () => {
  it("takes its windows and elements from what assign returns and takes", () => {
    expectTypeOf(perTeam).toEqualTypeOf<WindowFn<{ team: string; maxTimestamp: number }, Play>>();
  });

  it("merges windows of that kind", () => {
    customWindows({
      name: "teams",
      assign: (timestamp: number, play: Play) => ({ team: play.team, maxTimestamp: timestamp }),
      merge(windows) {
        expectTypeOf(windows).toEqualTypeOf<readonly { team: string; maxTimestamp: number }[]>();
        return [];
      },
    });
  });

  it("needs windows that end", () => {
    // @ts-expect-error -- no maxTimestamp
    customWindows({ name: "x", assign: () => ({ team: "red" }) });
  });
});

describe("windowing", () => {
  const p = Pipeline.create();

  it("takes a WindowFn of the elements, or of any", () => {
    const plays = p.create<Play>([]);
    expectTypeOf(plays.window(perTeam)).toEqualTypeOf(plays);
    plays.window("Hourly", fixedWindows(hours(1)));
    plays.window(sessions(hours(1)));
    plays.window(globalWindows());
  });

  it("refuses a WindowFn of other elements", () => {
    // @ts-expect-error -- of plays
    p.create(["x"]).window(perTeam);
  });

  it("knows what windows there are", () => {
    expectTypeOf(calendarDays(1)).toEqualTypeOf<WindowFn<IntervalWindow>>();
    expectTypeOf(globalWindows()).toEqualTypeOf<WindowFn<GlobalWindow>>();
    expectTypeOf<WindowFn<IntervalWindow>>().toExtend<WindowFn>();
  });
});
