import type { Coder } from "../coders/coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import type { IntervalWindow } from "../values/window.ts";
import { dayGrid, monthGrid, type CalendarDate, type CalendarGrid } from "./calendar-grid.ts";
import { TimeZone } from "./time-zone.ts";
import type { WindowFn } from "./window-fn.ts";
import { withinTime } from "./within-time.ts";

/** In what a calendar window is measured. */
type CalendarUnit = "days" | "weeks" | "months" | "years";

/** What calendar windows are, as data. */
export interface CalendarSpec {
  readonly unit: CalendarUnit;
  /** How many units each window has. */
  readonly count: number;
  readonly timeZone: string;
  /** The local date at which one of the windows begins. */
  readonly first: CalendarDate;
}

/** Beyond, some 270,000 years from now, there are no dates: the windows there reach to the ends of time. */
const REACH_MILLIS = 8.6e15;

/** How many windows are kept, so that elements in any order find theirs without reckoning. */
const MAX_KNOWN = 4_096;

/**
 * Assigns each element to the one window of so many local days, weeks, months or years that holds its timestamp. Made by
 * `calendarDays` and the like.
 */
export class CalendarWindows implements WindowFn<IntervalWindow> {
  readonly kind = "calendar_windows";
  readonly windowCoder: Coder<IntervalWindow> = intervalWindowCoder;
  readonly isMerging = false;
  readonly assignsToOneWindow = true;
  readonly spec: CalendarSpec;
  readonly #zone: TimeZone;
  readonly #grid: CalendarGrid;
  // Side by side, in order of time.
  readonly #known: (readonly [IntervalWindow])[] = [];
  #last: readonly [IntervalWindow] | undefined;

  /** @throws RangeError when the count is not a whole number of at least 1, or there is no such time zone */
  constructor(spec: CalendarSpec) {
    const { unit, count, timeZone, first } = spec;
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`Calendar windows have a whole number of ${unit}, at least 1; got ${String(count)}.`);
    }
    this.spec = spec;
    this.#zone = new TimeZone(timeZone);
    this.#grid = gridOf(unit, count, first);
  }

  assignWindows(timestamp: Timestamp): readonly IntervalWindow[] {
    if (this.#last !== undefined && holds(this.#last[0], timestamp)) return this.#last;
    // What is not in the global window is none of those that end with it.
    if (timestamp > END_OF_GLOBAL_WINDOW) return [this.#make(timestamp)];
    this.#last = this.#find(timestamp);
    return this.#last;
  }

  isCompatible(other: WindowFn): boolean {
    return other instanceof CalendarWindows && other.toString() === this.toString();
  }

  toString(): string {
    const { unit, count, timeZone, first } = this.spec;
    const name = `calendar${unit.charAt(0).toUpperCase()}${unit.slice(1)}`;
    const pad = (part: number): string => String(part).padStart(2, "0");
    return `${name}(${String(count)}, ${timeZone}, from ${String(first.year)}-${pad(first.month)}-${pad(first.day)})`;
  }

  #find(timestamp: Timestamp): readonly [IntervalWindow] {
    let [low, high] = [0, this.#known.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = this.#known[middle] as readonly [IntervalWindow];
      if (holds(found[0], timestamp)) return found;
      if (found[0].start > timestamp) high = middle;
      else low = middle + 1;
    }
    const made = [this.#make(timestamp)] as const;
    if (this.#known.length === MAX_KNOWN) {
      this.#known.length = 0;
      low = 0;
    }
    this.#known.splice(low, 0, made);
    return made;
  }

  #make(timestamp: Timestamp): IntervalWindow {
    const within = Math.min(REACH_MILLIS, Math.max(-REACH_MILLIS, timestamp));
    let index = this.#grid.indexOf(this.#zone.dayOf(within));
    // Where clocks go back over midnight, a date comes twice, with a part of the next one in between.
    if (this.#begin(index + 1) <= within) index++;
    const [start, end] = [this.#begin(index), this.#begin(index + 1)];
    return withinTime(
      start <= -REACH_MILLIS ? MIN_TIMESTAMP : start,
      end > REACH_MILLIS ? MAX_TIMESTAMP : end,
      timestamp,
    );
  }

  #begin(index: number): Timestamp {
    return this.#zone.startOfDay(this.#grid.dayOf(index));
  }
}

function gridOf(unit: CalendarUnit, count: number, first: CalendarDate): CalendarGrid {
  switch (unit) {
    case "days":
      return dayGrid(count, first);
    case "weeks":
      return dayGrid(count * 7, first);
    case "months":
      return monthGrid(count, first);
    case "years":
      return monthGrid(count * 12, first);
  }
}

/** A window that reaches to the end of time holds that, too. */
function holds({ start, end, maxTimestamp }: IntervalWindow, timestamp: Timestamp): boolean {
  return start <= timestamp && (timestamp < end || timestamp <= maxTimestamp);
}
