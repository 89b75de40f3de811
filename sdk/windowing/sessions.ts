import type { Coder } from "../coders/coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import type { Duration } from "../values/duration.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import { IntervalWindow } from "../values/window.ts";
import type { MergedWindows, WindowFn } from "./window-fn.ts";
import { withinTime } from "./within-time.ts";

/** Groups the elements of a key that follow each other closely. Made by {@link sessions}. */
export class Sessions implements WindowFn<IntervalWindow> {
  readonly kind = "session_windows";
  readonly windowCoder: Coder<IntervalWindow> = intervalWindowCoder;
  readonly isMerging = true;
  readonly assignsToOneWindow = true;
  readonly gapMillis: number;
  #last: readonly IntervalWindow[] = [];
  #lastTimestamp: Timestamp | undefined;

  constructor(gapMillis: number) {
    if (!(gapMillis > 0)) throw new RangeError(`sessions needs a gap above 0 ms; got ${String(gapMillis)} ms.`);
    this.gapMillis = gapMillis;
  }

  assignWindows(timestamp: Timestamp): readonly IntervalWindow[] {
    if (timestamp === this.#lastTimestamp) return this.#last;
    this.#lastTimestamp = timestamp;
    this.#last = [withinTime(timestamp, Math.min(timestamp + this.gapMillis, MAX_TIMESTAMP), timestamp)];
    return this.#last;
  }

  mergeWindows(windows: readonly IntervalWindow[]): readonly MergedWindows<IntervalWindow>[] {
    return joinOverlapping(windows);
  }

  /** As in Beam, sessions of any gap: what is merged are the windows, whatever made them. */
  isCompatible(other: WindowFn): boolean {
    return other instanceof Sessions;
  }

  toString(): string {
    return `sessions(${String(this.gapMillis)} ms)`;
  }
}

/**
 * Returns the merges of windows that overlap, directly or by others in between. Windows of which one begins where the
 * other ends don't overlap.
 *
 *     [0, 5) [3, 8) [8, 9) [7, 8)  ->  [0, 8) from [0, 5) [3, 8) [7, 8)
 */
export function joinOverlapping(windows: readonly IntervalWindow[]): readonly MergedWindows<IntervalWindow>[] {
  if (windows.length < 2) return [];
  const merges: MergedWindows<IntervalWindow>[] = [];
  let from: IntervalWindow[] = [];
  let end = -Infinity;
  const close = (): void => {
    const [first] = from;
    if (first !== undefined && from.length > 1) merges.push({ merged: new IntervalWindow(first.start, end), from });
  };
  for (const window of windows.toSorted((a, b) => a.start - b.start)) {
    if (window.start >= end) {
      close();
      from = [];
    }
    from.push(window);
    end = from.length === 1 ? window.end : Math.max(end, window.end);
  }
  close();
  return merges;
}

/**
 * Returns the WindowFn of sessions: for each key, windows that last from an element until `gap` has passed without
 * another one. They are made when elements are grouped: until then each element has a window of its own, `gap` long.
 *
 * Once grouped, the sessions stay as they are; windowing them again by `sessions` merges them anew.
 *
 * @param gap - above 0: an element that comes exactly `gap` after another one begins a session
 * @throws RangeError when `gap` is 0
 *
 * @example
 * ```ts
 * const visits = clicks.withTimestamps((click) => click.at).window(sessions(minutes(30)));
 * visits.keyBy((click) => click.user).groupByKey();
 * ```
 */
export function sessions(gap: Duration): WindowFn<IntervalWindow> {
  return new Sessions(gap.millis);
}
