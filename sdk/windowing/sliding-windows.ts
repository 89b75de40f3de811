import type { Coder } from "../coders/coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import type { Duration } from "../values/duration.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { IntervalWindow } from "../values/window.ts";
import type { WindowFn } from "./window-fn.ts";
import { lastStart, modulo, withinTime } from "./within-time.ts";

/** Assigns each element to all windows of a fixed length that hold its timestamp. Made by {@link slidingWindows}. */
export class SlidingWindows implements WindowFn<IntervalWindow> {
  readonly kind = "sliding_windows";
  readonly windowCoder: Coder<IntervalWindow> = intervalWindowCoder;
  readonly isMerging = false;
  readonly assignsToOneWindow: boolean;
  readonly sizeMillis: number;
  readonly periodMillis: number;
  readonly offsetMillis: number;
  // Elements come in runs of the same windows: the last ones assigned are kept, with the times that they are those of.
  #last: readonly IntervalWindow[] = [];
  #lastFrom = 1;
  #lastTo = 0;

  constructor(sizeMillis: number, periodMillis: number, offsetMillis: number) {
    checkSizes(sizeMillis, periodMillis);
    this.sizeMillis = sizeMillis;
    this.periodMillis = periodMillis;
    this.offsetMillis = modulo(offsetMillis, periodMillis);
    this.assignsToOneWindow = periodMillis === sizeMillis;
  }

  /** Returns the windows of a timestamp, the latest first. */
  assignWindows(timestamp: Timestamp): readonly IntervalWindow[] {
    if (timestamp >= this.#lastFrom && timestamp < this.#lastTo) return this.#last;
    const { sizeMillis: size, periodMillis: period } = this;
    const latest = lastStart(timestamp, period, this.offsetMillis);
    const windows: IntervalWindow[] = [];
    let start = latest;
    // By multiplication: beyond 2^53 a short step from one double may lead back to it.
    for (let i = 1; start > timestamp - size; i++) {
      windows.push(withinTime(start, start + size, timestamp));
      start = latest - i * period;
    }
    if (!Number.isSafeInteger(start - this.offsetMillis)) return withoutEqualNeighbours(windows);
    // `start` is now that of the first window that is over, and the next one after it is over soon.
    this.#last = windows;
    this.#lastFrom = Math.max(latest, start + size);
    this.#lastTo = Math.min(latest + period, start + period + size);
    return windows;
  }

  isCompatible(other: WindowFn): boolean {
    return (
      other instanceof SlidingWindows &&
      other.sizeMillis === this.sizeMillis &&
      other.periodMillis === this.periodMillis &&
      other.offsetMillis === this.offsetMillis
    );
  }

  toString(): string {
    const offset = this.offsetMillis === 0 ? "" : `, offset ${String(this.offsetMillis)} ms`;
    return `slidingWindows(${String(this.sizeMillis)} ms, period ${String(this.periodMillis)} ms${offset})`;
  }
}

function checkSizes(sizeMillis: number, periodMillis: number): void {
  if (!(sizeMillis > 0)) {
    throw new RangeError(`slidingWindows needs a size above 0 ms; got ${String(sizeMillis)} ms.`);
  }
  if (!(periodMillis > 0 && periodMillis <= sizeMillis)) {
    const got = `got ${String(periodMillis)} ms for windows of ${String(sizeMillis)} ms`;
    throw new RangeError(
      `slidingWindows needs a period above 0 ms and no longer than the size, for no element is to be without a window; ${got}.`,
    );
  }
}

/** Beyond 2^53, two windows that a double can't tell apart are one. */
function withoutEqualNeighbours(windows: readonly IntervalWindow[]): readonly IntervalWindow[] {
  return windows.filter(({ start, end }, i) => start !== windows[i - 1]?.start || end !== windows[i - 1]?.end);
}

/**
 * Returns the WindowFn of windows `size` long of which one begins every `period`: each element is in all that hold its
 * timestamp, `size / period` of them.
 *
 * @param size - above 0
 * @param options - `period`: above 0 and no longer than `size`; `offset` shifts where windows begin
 * @throws RangeError when `size` or `period` is out of range
 *
 * @example
 * ```ts
 * const lastHourEveryMinute = plays.window(slidingWindows(hours(1), { period: minutes(1) }));
 * ```
 */
export function slidingWindows(
  size: Duration,
  options: { readonly period: Duration; readonly offset?: Duration },
): WindowFn<IntervalWindow> {
  return new SlidingWindows(size.millis, options.period.millis, options.offset?.millis ?? 0);
}
