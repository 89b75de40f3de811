import type { Timestamp } from "../values/timestamp.ts";

/** One day of 24 hours. */
export const DAY_MILLIS = 86_400_000;

/** How far dates reach: what JavaScript's own know. */
const REACH_MILLIS = 8.64e15;

/** Tells local dates of a time zone, by the rules that Node comes with. Days are counted from 1970-01-01. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat | undefined;

  /**
   * @param name - an IANA name: "Europe/Berlin"
   * @throws RangeError when there is no such time zone
   */
  constructor(name: string) {
    this.name = name;
    this.#format = name === "UTC" ? undefined : formatOf(name);
  }

  /** Returns the local date of an instant, as a number of days. */
  dayOf(timestamp: Timestamp): number {
    return Math.floor((timestamp + this.#offsetMillis(timestamp)) / DAY_MILLIS);
  }

  /**
   * Returns the first instant of a local date. Where clocks go forward at midnight, it is later than 00:00; where they go
   * back over midnight, it is the first of both.
   */
  startOfDay(day: number): Timestamp {
    const midnight = day * DAY_MILLIS;
    if (this.#format === undefined) return midnight;
    // Clocks change once within two days, if at all: midnight is at one of two offsets, or was left out.
    const [before, after] = [midnight - DAY_MILLIS, midnight + DAY_MILLIS];
    const candidates = [this.#offsetMillis(before), this.#offsetMillis(after)].map((offset) => midnight - offset);
    const valid = candidates.filter((instant) => instant + this.#offsetMillis(instant) === midnight);
    return valid.length > 0 ? Math.min(...valid) : this.#firstAtOrAfter(midnight, before, after);
  }

  /** Finds the instant at which clocks went forward over a local time. */
  #firstAtOrAfter(local: number, earlier: Timestamp, later: Timestamp): Timestamp {
    let [before, after] = [earlier, later];
    while (after - before > 1) {
      const middle = before + Math.floor((after - before) / 2);
      if (middle + this.#offsetMillis(middle) < local) before = middle;
      else after = middle;
    }
    return after;
  }

  /** Returns what clocks show beyond UTC. */
  #offsetMillis(timestamp: Timestamp): number {
    if (this.#format === undefined) return 0;
    const instant = Math.min(REACH_MILLIS, Math.max(-REACH_MILLIS, timestamp));
    const seconds = Math.floor(instant / 1_000) * 1_000;
    const shown: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(seconds)) shown[type] = value;
    const part = (name: string): number => Number(shown[name]);
    const year = shown.era === "BC" ? 1 - part("year") : part("year");
    const local = Date.UTC(2000, part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    // Date.UTC takes the years 0 to 99 for those of the 20th century.
    return new Date(local).setUTCFullYear(year, part("month") - 1, part("day")) - seconds;
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    const text = `There is no time zone ${JSON.stringify(timeZone)}; name one as in the IANA database: "Europe/Berlin".`;
    throw new RangeError(text, { cause });
  }
}
