import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import type { Coder } from "../coders/coder.ts";
import type { Duration } from "../values/duration.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import { IntervalWindow } from "../values/window.ts";
import type { WindowFn } from "./window-fn.ts";

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
    const past = timestamp - this.offsetMillis;
    if (!Number.isSafeInteger(past)) return [this.#windowAtTheEdges(timestamp)];
    const start = timestamp - modulo(past, this.sizeMillis);
    this.#last = [withinTime(start, start + this.sizeMillis, timestamp)];
    [{ start: this.#lastStart, end: this.#lastEnd }] = this.#last;
    return this.#last;
  }

  /** Reckons beyond 2^53, where a double stands for two instants: what is not exact must not depend on the last window. */
  #windowAtTheEdges(timestamp: Timestamp): IntervalWindow {
    const size = BigInt(this.sizeMillis);
    const past = (BigInt(timestamp) - BigInt(this.offsetMillis)) % size;
    const start = Number(BigInt(timestamp) - (past < 0n ? past + size : past));
    return withinTime(start, start + this.sizeMillis, timestamp);
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

function modulo(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return rest < 0 ? rest + divisor : rest;
}

/**
 * Returns the window from `start` to `end`, cut where time begins and, as a window must not outlive the global one, where
 * that ends: an element of the global window's last instant still is in its fixed window.
 */
function withinTime(start: number, end: number, timestamp: Timestamp): IntervalWindow {
  const limit = timestamp <= END_OF_GLOBAL_WINDOW ? END_OF_GLOBAL_WINDOW : MAX_TIMESTAMP;
  return new IntervalWindow(Math.max(start, MIN_TIMESTAMP), Math.min(end, limit));
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
