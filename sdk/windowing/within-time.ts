import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import { IntervalWindow } from "../values/window.ts";

/**
 * Returns the window from `start` to `end`, cut where time begins and, as a window must not outlive the global one, where
 * that ends: an element of the global window's last instant still is in its own window.
 *
 * @param timestamp - the element that the window is for
 */
export function withinTime(start: number, end: number, timestamp: Timestamp): IntervalWindow {
  const limit = timestamp <= END_OF_GLOBAL_WINDOW ? END_OF_GLOBAL_WINDOW : MAX_TIMESTAMP;
  return new IntervalWindow(Math.max(start, MIN_TIMESTAMP), Math.min(end, limit));
}

/** Returns the rest of a division, which is never negative. */
export function modulo(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return rest < 0 ? rest + divisor : rest;
}

/**
 * Returns the last start at or before `timestamp` of windows that begin at `offsetMillis` and at every multiple of
 * `periodMillis` from there.
 *
 * Beyond 2^53, where a double stands for two instants, it reckons in bigint: what isn't exact must not differ by the way.
 */
export function lastStart(timestamp: Timestamp, periodMillis: number, offsetMillis: number): number {
  const past = timestamp - offsetMillis;
  if (Number.isSafeInteger(past)) return timestamp - modulo(past, periodMillis);
  const period = BigInt(periodMillis);
  const rest = (BigInt(timestamp) - BigInt(offsetMillis)) % period;
  return Number(BigInt(timestamp) - (rest < 0n ? rest + period : rest));
}
