// Where calendar windows begin: every so many days or months, from a first date on, in both directions. Days are counted
// from 1970-01-01, as if all of them had 24 hours; what instants they are is said by a time zone.

import { DAY_MILLIS } from "./time-zone.ts";

/** Dates at which windows begin, numbered; the first date has the number 0. */
export interface CalendarGrid {
  /** Returns the number of the last beginning at or before a day. */
  indexOf(day: number): number;
  /** Returns the day of a beginning. */
  dayOf(index: number): number;
}

/** A date of the Gregorian calendar; months from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Returns the grid of every `count` days. */
export function dayGrid(count: number, first: CalendarDate): CalendarGrid {
  const firstDay = dayNumber(first);
  return {
    indexOf: (day) => Math.floor((day - firstDay) / count),
    dayOf: (index) => firstDay + index * count,
  };
}

/** Returns the grid of every `count` months, on the day of the first date or, in shorter months, on their last one. */
export function monthGrid(count: number, first: CalendarDate): CalendarGrid {
  const firstMonth = first.year * 12 + first.month - 1;
  const beginning = (month: number): number => {
    const [year, ofYear] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1];
    return dayNumber({ year, month: ofYear, day: Math.min(first.day, daysOf(year, ofYear)) });
  };
  return {
    indexOf(day) {
      const date = new Date(day * DAY_MILLIS);
      const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
      const index = Math.floor((month - firstMonth) / count);
      return beginning(firstMonth + index * count) <= day ? index : index - 1;
    },
    dayOf: (index) => beginning(firstMonth + index * count),
  };
}

/** Returns a date as a number of days, however far away. */
function dayNumber({ year, month, day }: CalendarDate): number {
  // Years from March on have their leap day at the end; 400 of them have 146,097 days, and 1970-01-01 is the 719,469th.
  const fromMarch = month < 3 ? year - 1 : year;
  const leapDays = Math.floor(fromMarch / 4) - Math.floor(fromMarch / 100) + Math.floor(fromMarch / 400);
  const monthFromMarch = (month + 9) % 12;
  return fromMarch * 365 + leapDays + Math.floor((monthFromMarch * 153 + 2) / 5) + day - 719_469;
}

/** Returns how many days a month has. */
export function daysOf(year: number, month: number): number {
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return dayNumber(next) - dayNumber({ year, month, day: 1 });
}
