import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import type { Coder } from "../coders/coder.ts";
import type { Duration } from "../values/duration.ts";
import type { Timestamp } from "../values/timestamp.ts";
import { IntervalWindow } from "../values/window.ts";
import type { WindowFn } from "./window-fn.ts";
import { lastStart, modulo, withinTime } from "./within-time.ts";

/** Assigns each element to the one window of a fixed length that holds its timestamp. Made by {@link fixedWindows}. */
export class FixedWindows implements WindowFn<IntervalWindow> {
  readonly kind = "fixed_windows";
  readonly windowCoder: Coder<IntervalWindow> = intervalWindowCoder;
  readonly isMerging = false;
  readonly assignsToOneWindow = true;
  readonly sizeMillis: number;
  readonly offsetMillis: number;
  // Elements come in runs of one window: the last one assigned is kept, so that a run shares one array.
  #last: readonly [IntervalWindow] = [new IntervalWindow(0, 0)];
  #lastStart = 1;
  #lastEnd = 0;

  constructor(sizeMillis: number, offsetMillis: number) {
    if (!(sizeMillis > 0)) throw new RangeError(`fixedWindows needs a size above 0 ms; got ${String(sizeMillis)} ms.`);
    this.sizeMillis = sizeMillis;
    this.offsetMillis = modulo(offsetMillis, sizeMillis);
  }

  assignWindows(timestamp: Timestamp): readonly IntervalWindow[] {
    if (timestamp >= this.#lastStart && timestamp < this.#lastEnd) return this.#last;
    const start = lastStart(timestamp, this.sizeMillis, this.offsetMillis);
    const window = withinTime(start, start + this.sizeMillis, timestamp);
    // Beyond 2^53 a window may be told from its neighbour by what a double can't say.
    if (!Number.isSafeInteger(start - this.offsetMillis)) return [window];
    this.#last = [window];
    [{ start: this.#lastStart, end: this.#lastEnd }] = this.#last;
    return this.#last;
  }

  isCompatible(other: WindowFn): boolean {
    return (
      other instanceof FixedWindows && other.sizeMillis === this.sizeMillis && other.offsetMillis === this.offsetMillis
    );
  }

  toString(): string {
    const offset = this.offsetMillis === 0 ? "" : `, offset ${String(this.offsetMillis)} ms`;
    return `fixedWindows(${String(this.sizeMillis)} ms${offset})`;
  }
}

/**
 * Returns the WindowFn of windows `size` long that follow each other without a gap, counted from the epoch.
 *
 * @param size - above 0
 * @param options - `offset` shifts where windows begin
 * @throws RangeError when `size` is 0
 *
 * @example
 * ```ts
 * const hourly = plays.withTimestamps((play) => play.at).window(fixedWindows(hours(1)));
 * ```
 */
export function fixedWindows(size: Duration, options: { readonly offset?: Duration } = {}): WindowFn<IntervalWindow> {
  return new FixedWindows(size.millis, options.offset?.millis ?? 0);
}
