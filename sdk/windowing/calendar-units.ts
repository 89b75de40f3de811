import type { IntervalWindow } from "../values/window.ts";
import { daysOf, type CalendarDate } from "./calendar-grid.ts";
import { CalendarWindows } from "./calendar-windows.ts";
import type { WindowFn } from "./window-fn.ts";

/** A day on which weeks may begin. */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** What all calendar windows take. */
export interface CalendarOptions {
  /** The time zone whose midnights they begin at, as in the IANA database: `"Europe/Berlin"`; `"UTC"` when left out. */
  readonly timeZone?: string;
}

/**
 * Returns the WindowFn of windows of `count` days, from midnight to midnight of a time zone: on the days on which clocks
 * change they are shorter or longer.
 *
 * @param options - `startDay`: a date on which a window begins, `"2026-01-31"`; 1970-01-01 when left out
 * @throws RangeError when `count` is not a whole number of at least 1, or there is no such time zone or date
 *
 * @example
 * ```ts
 * const daily = plays.window(calendarDays(1, { timeZone: "America/New_York" }));
 * ```
 */
export function calendarDays(
  count: number,
  options: CalendarOptions & { readonly startDay?: string } = {},
): WindowFn<IntervalWindow> {
  const { timeZone = "UTC", startDay = "1970-01-01" } = options;
  return new CalendarWindows({ unit: "days", count, timeZone, first: dateOf("calendarDays", startDay) });
}

const weekdays: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * Returns the WindowFn of windows of `count` weeks of a time zone.
 *
 * @param options - `startDay`: the day on which weeks begin; `"monday"` when left out. Windows of several weeks are counted
 *   from the week of 1970-01-01; those that begin in a week of your own are made by `calendarDays(14, { startDay })`.
 * @throws RangeError when `count` is not a whole number of at least 1, or there is no such time zone or day
 */
export function calendarWeeks(
  count: number,
  options: CalendarOptions & { readonly startDay?: Weekday } = {},
): WindowFn<IntervalWindow> {
  const { timeZone = "UTC", startDay = "monday" } = options;
  const weekday = weekdays.indexOf(startDay);
  if (weekday === -1) {
    throw new RangeError(`calendarWeeks: startDay is one of ${weekdays.join(", ")}; got ${startDay}.`);
  }
  // The Monday of that week was 1969-12-29.
  const first = weekday < 3 ? { year: 1969, month: 12, day: 29 + weekday } : { year: 1970, month: 1, day: weekday - 2 };
  return new CalendarWindows({ unit: "weeks", count, timeZone, first });
}

/**
 * Returns the WindowFn of windows of `count` months of a time zone.
 *
 * @param options - `startDay`: the day of the month on which they begin, which in shorter months is their last; 1 when left
 *   out. `startMonth`: a month in which a window begins, `"2026-04"`; 1970-01 when left out
 * @throws RangeError when `count` is not a whole number of at least 1, or there is no such time zone, month or day
 *
 * @example
 * ```ts
 * const quarters = sales.window(calendarMonths(3));
 * ```
 */
export function calendarMonths(
  count: number,
  options: CalendarOptions & { readonly startDay?: number; readonly startMonth?: string } = {},
): WindowFn<IntervalWindow> {
  const { timeZone = "UTC", startDay = 1, startMonth = "1970-01" } = options;
  const { year, month } = dateOf("calendarMonths", startMonth, "-01");
  checkDay("calendarMonths", startDay, 31);
  return new CalendarWindows({ unit: "months", count, timeZone, first: { year, month, day: startDay } });
}

/**
 * Returns the WindowFn of windows of `count` years of a time zone.
 *
 * @param options - `startMonth` (from 1) and `startDay`: the day of the year on which they begin, the first when left out.
 *   `startYear`: a year in which a window begins; 1970 when left out
 * @throws RangeError when `count` is not a whole number of at least 1, or there is no such time zone, month or day
 *
 * @example
 * ```ts
 * const taxYears = sales.window(calendarYears(1, { startMonth: 4, startDay: 6, timeZone: "Europe/London" }));
 * ```
 */
export function calendarYears(
  count: number,
  options: CalendarOptions & {
    readonly startDay?: number;
    readonly startMonth?: number;
    readonly startYear?: number;
  } = {},
): WindowFn<IntervalWindow> {
  const { timeZone = "UTC", startDay = 1, startMonth = 1, startYear = 1970 } = options;
  if (!Number.isSafeInteger(startMonth) || startMonth < 1 || startMonth > 12) {
    throw new RangeError(`calendarYears: startMonth is a whole number from 1 to 12; got ${String(startMonth)}.`);
  }
  if (!Number.isSafeInteger(startYear)) {
    throw new RangeError(`calendarYears: startYear is a whole number; got ${String(startYear)}.`);
  }
  // 2000 had a 29th of February, which in other years is the 28th.
  checkDay("calendarYears", startDay, daysOf(2000, startMonth));
  const first = { year: startYear, month: startMonth, day: startDay };
  return new CalendarWindows({ unit: "years", count, timeZone, first });
}

function checkDay(maker: string, day: number, most: number): void {
  if (Number.isSafeInteger(day) && day >= 1 && day <= most) return;
  throw new RangeError(`${maker}: startDay is a whole number from 1 to ${String(most)}; got ${String(day)}.`);
}

/** Reads a date, the end of which may be given. */
function dateOf(maker: string, text: string, end = ""): CalendarDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text + end);
  const [year = 0, month = 0, day = 0] = match?.slice(1).map(Number) ?? [];
  if (match !== null && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))
    return { year, month, day };
  const [what, form] = end === "" ? ["startDay", "2026-01-31"] : ["startMonth", "2026-01"];
  throw new RangeError(`${maker}: ${what} is written ${form}; got ${JSON.stringify(text)}.`);
}
