import { describe, expect, it } from "vitest";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP } from "../values/timestamp.ts";
import type { IntervalWindow } from "../values/window.ts";
import { calendarDays, calendarMonths, calendarWeeks, calendarYears } from "./calendar-units.ts";
import { fixedWindows } from "./fixed-windows.ts";
import { days } from "../values/duration.ts";
import type { WindowFn } from "./window-fn.ts";

type Fn = WindowFn<IntervalWindow>;

function boundsOf(windowFn: Fn, at: string): string {
  const [window, ...others] = windowFn.assignWindows(Date.parse(at), undefined);
  expect(others).toEqual([]);
  const text = (timestamp: number): string => new Date(timestamp).toISOString().replace(":00.000Z", "Z");
  return window === undefined ? "none" : `${text(window.start)} ${text(window.end)}`;
}

const [berlin, newYork, london] = ["Europe/Berlin", "America/New_York", "Europe/London"].map((timeZone) => ({
  timeZone,
})) as [{ timeZone: string }, { timeZone: string }, { timeZone: string }];

describe("calendar windows", () => {
  // What CalendarWindows of Beam's Java SDK 2.62 answers.
  it.each<{ fn: Fn; at: string; window: string }>([
    { fn: calendarDays(1, berlin), at: "2026-03-28T22:59:59.999Z", window: "2026-03-27T23:00Z 2026-03-28T23:00Z" },
    { fn: calendarDays(1, berlin), at: "2026-03-29T12:00Z", window: "2026-03-28T23:00Z 2026-03-29T22:00Z" },
    { fn: calendarDays(1, berlin), at: "2026-10-25T22:59Z", window: "2026-10-24T22:00Z 2026-10-25T23:00Z" },
    {
      fn: calendarDays(1, { timeZone: "America/Sao_Paulo" }),
      at: "2018-11-05T12:00Z",
      window: "2018-11-05T02:00Z 2018-11-06T02:00Z",
    },
    {
      fn: calendarDays(10, { ...newYork, startDay: "2026-01-05" }),
      at: "2026-03-10T12:00Z",
      window: "2026-03-06T05:00Z 2026-03-16T04:00Z",
    },
    {
      fn: calendarDays(10, { ...newYork, startDay: "2026-01-05" }),
      at: "2026-01-05T05:00Z",
      window: "2026-01-05T05:00Z 2026-01-15T05:00Z",
    },
    { fn: calendarWeeks(1), at: "2026-01-01T00:00Z", window: "2025-12-29T00:00Z 2026-01-05T00:00Z" },
    { fn: calendarWeeks(1), at: "1970-01-05T00:00Z", window: "1970-01-05T00:00Z 1970-01-12T00:00Z" },
    {
      fn: calendarWeeks(2, { startDay: "sunday" }),
      at: "2026-01-01T00:00Z",
      window: "2025-12-21T00:00Z 2026-01-04T00:00Z",
    },
    {
      fn: calendarWeeks(2, { startDay: "sunday" }),
      at: "1970-01-08T00:00Z",
      window: "1970-01-04T00:00Z 1970-01-18T00:00Z",
    },
    {
      fn: calendarWeeks(1, { ...newYork, startDay: "thursday" }),
      at: "2026-03-10T12:00Z",
      window: "2026-03-05T05:00Z 2026-03-12T04:00Z",
    },
    { fn: calendarMonths(1), at: "2024-02-29T23:59:59.999Z", window: "2024-02-01T00:00Z 2024-03-01T00:00Z" },
    { fn: calendarMonths(3, newYork), at: "2026-05-01T00:00Z", window: "2026-04-01T04:00Z 2026-07-01T04:00Z" },
    { fn: calendarMonths(1, { startDay: 15 }), at: "2026-03-14T23:59Z", window: "2026-02-15T00:00Z 2026-03-15T00:00Z" },
    { fn: calendarMonths(1, { startDay: 15 }), at: "2026-03-15T00:00Z", window: "2026-03-15T00:00Z 2026-04-15T00:00Z" },
    {
      fn: calendarMonths(5, { startMonth: "2026-04" }),
      at: "2027-03-01T00:00Z",
      window: "2027-02-01T00:00Z 2027-07-01T00:00Z",
    },
    { fn: calendarYears(1), at: "2026-07-01T00:00Z", window: "2026-01-01T00:00Z 2027-01-01T00:00Z" },
    {
      fn: calendarYears(1, { ...london, startMonth: 4, startDay: 6 }),
      at: "2026-04-05T22:59Z",
      window: "2025-04-05T23:00Z 2026-04-05T23:00Z",
    },
    {
      fn: calendarYears(1, { ...london, startMonth: 4, startDay: 6 }),
      at: "2026-04-05T23:00Z",
      window: "2026-04-05T23:00Z 2027-04-05T23:00Z",
    },
    {
      fn: calendarYears(10, { startYear: 2001 }),
      at: "2026-01-01T00:00Z",
      window: "2021-01-01T00:00Z 2031-01-01T00:00Z",
    },
  ])("are as in Java: $fn at $at", ({ fn, at, window }) => {
    expect(boundsOf(fn, at)).toBe(window);
  });

  it.each<{ name: string; fn: Fn; at: string; window: string }>([
    {
      name: "a day whose midnight was left out begins at 01:00",
      fn: calendarDays(1, { timeZone: "America/Sao_Paulo" }),
      at: "2018-11-04T12:00Z",
      window: "2018-11-04T03:00Z 2018-11-05T02:00Z",
    },
    {
      name: "a day whose midnight came twice begins at the first",
      fn: calendarDays(1, { timeZone: "America/Havana" }),
      at: "2025-11-02T12:00Z",
      window: "2025-11-02T04:00Z 2025-11-03T05:00Z",
    },
    {
      name: "a day that was begun, left for an hour and begun again has that hour",
      fn: calendarDays(1, { timeZone: "America/St_Johns" }),
      at: "2010-11-07T02:45Z",
      window: "2010-11-07T02:30Z 2010-11-08T03:30Z",
    },
    {
      name: "a date that a country has left out is that of no element",
      fn: calendarDays(1, { timeZone: "Pacific/Apia" }),
      at: "2011-12-30T10:00Z",
      window: "2011-12-30T10:00Z 2011-12-31T10:00Z",
    },
    {
      name: "days before the first are counted backwards",
      fn: calendarDays(10, { startDay: "2026-01-05" }),
      at: "2026-01-04T23:00Z",
      window: "2025-12-26T00:00Z 2026-01-05T00:00Z",
    },
    {
      name: "months that begin on the 31st begin on the last day of shorter ones",
      fn: calendarMonths(1, { startDay: 31 }),
      at: "2026-02-28T12:00Z",
      window: "2026-02-28T00:00Z 2026-03-31T00:00Z",
    },
    {
      name: "years that begin on the 29th of February begin on the 28th of others",
      fn: calendarYears(1, { startMonth: 2, startDay: 29 }),
      at: "2026-03-01T00:00Z",
      window: "2026-02-28T00:00Z 2027-02-28T00:00Z",
    },
    {
      name: "there was a first century",
      fn: calendarMonths(1),
      at: "0050-02-03T00:00Z",
      window: "0050-02-01T00:00Z 0050-03-01T00:00Z",
    },
    {
      name: "and one before",
      fn: calendarYears(1, berlin),
      at: "-000003-02-03T00:00Z",
      window: "-000004-12-31T23:06:32.000Z -000003-12-31T23:06:32.000Z",
    },
  ])("know that $name", ({ fn, at, window }) => {
    expect(boundsOf(fn, at)).toBe(window);
  });

  it.each([MIN_TIMESTAMP, END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP])("hold the ends of time: %d", (timestamp) => {
    const [window] = calendarMonths(1, berlin).assignWindows(timestamp, undefined);
    expect(window!.start).toBeLessThanOrEqual(timestamp);
    expect(window!.maxTimestamp).toBeGreaterThanOrEqual(timestamp);
    if (timestamp <= END_OF_GLOBAL_WINDOW) expect(window!.maxTimestamp).toBeLessThanOrEqual(END_OF_GLOBAL_WINDOW);
  });

  it("are the same array for the elements of a window", () => {
    const daily = calendarDays(1, berlin);
    const [first, other] = [daily.assignWindows(0, undefined), daily.assignWindows(1e12, undefined)];
    expect(daily.assignWindows(1, undefined)).toBe(first);
    expect(daily.assignWindows(1e12 + 1, undefined)).toBe(other);
  });

  it.each<{ make: () => unknown; message: string }>([
    { make: () => calendarDays(0), message: "Calendar windows have a whole number of days, at least 1; got 0." },
    { make: () => calendarMonths(1.5), message: "a whole number of months, at least 1; got 1.5." },
    { make: () => calendarDays(1, { timeZone: "Mars/Olympus" }), message: 'There is no time zone "Mars/Olympus"' },
    {
      make: () => calendarDays(1, { startDay: "2026-02-29" }),
      message: 'startDay is written 2026-01-31; got "2026-02-29".',
    },
    { make: () => calendarMonths(1, { startMonth: "2026" }), message: 'startMonth is written 2026-01; got "2026".' },
    { make: () => calendarMonths(1, { startDay: 32 }), message: "startDay is a whole number from 1 to 31; got 32." },
    { make: () => calendarWeeks(1, { startDay: "Monday" as "monday" }), message: "startDay is one of monday, tuesday" },
    { make: () => calendarYears(1, { startMonth: 13 }), message: "startMonth is a whole number from 1 to 12; got 13." },
    { make: () => calendarYears(1, { startMonth: 2, startDay: 30 }), message: "from 1 to 29; got 30." },
    { make: () => calendarYears(1, { startYear: 0.5 }), message: "startYear is a whole number; got 0.5." },
  ])("are refused: $message", ({ make, message }) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it("are named, and can be grouped with those of the same name", () => {
    const fn = calendarMonths(3, { ...berlin, startMonth: "2026-02", startDay: 5 });
    expect(String(fn)).toBe("calendarMonths(3, Europe/Berlin, from 2026-02-05)");
    expect(fn.isCompatible(calendarMonths(3, { ...berlin, startMonth: "2026-02", startDay: 5 }))).toBe(true);
    expect(fn.isCompatible(calendarMonths(3, berlin))).toBe(false);
    expect(calendarDays(1).isCompatible(fixedWindows(days(1)))).toBe(false);
  });
});
