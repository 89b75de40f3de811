/**
 * An instant of event time: milliseconds since the Unix epoch, as the Beam model counts it.
 *
 * Instants beyond 2^53 exist only as the named constants of this file; arithmetic goes through {@link addMillis},
 * which saturates at them.
 */
export type Timestamp = number;

/** The earliest instant of the model: -2^63 microseconds, in whole milliseconds. */
export const MIN_TIMESTAMP: Timestamp = -9223372036854775;

/** The latest instant of the model: 2^63 - 1 microseconds, in whole milliseconds. */
export const MAX_TIMESTAMP: Timestamp = 9223372036854775;

/** The last instant of the global window: one day before {@link MAX_TIMESTAMP}. */
export const END_OF_GLOBAL_WINDOW: Timestamp = 9223371950454775;

// The three constants are beyond 2^53, so the numbers above are the nearest doubles; these are the model's own values.
const exact = new Map<number, bigint>([
  [MIN_TIMESTAMP, -9223372036854775n],
  [MAX_TIMESTAMP, 9223372036854775n],
  [END_OF_GLOBAL_WINDOW, 9223371950454775n],
]);

/**
 * Returns the exact number of milliseconds of an instant, with the named constants at the model's own values.
 *
 * @throws RangeError when `timestamp` is not a whole number of milliseconds
 */
export function timestampToBigInt(timestamp: Timestamp): bigint {
  const named = Number.isSafeInteger(timestamp) ? undefined : exact.get(timestamp);
  return named ?? BigInt(timestamp);
}

/** Returns the instant of an exact number of milliseconds; beyond 2^53 it is the nearest double. */
export function timestampFromBigInt(millis: bigint): Timestamp {
  return Number(millis);
}

/** Returns `timestamp + millis`, no earlier than {@link MIN_TIMESTAMP} and no later than {@link MAX_TIMESTAMP}. */
export function addMillis(timestamp: Timestamp, millis: number): Timestamp {
  const sum = timestamp + millis;
  return sum > MAX_TIMESTAMP ? MAX_TIMESTAMP : sum < MIN_TIMESTAMP ? MIN_TIMESTAMP : sum;
}

/** Says whether `timestamp` is an instant of the model: whole milliseconds between the earliest and the latest. */
export function isTimestamp(timestamp: number): boolean {
  return Number.isInteger(timestamp) && timestamp >= MIN_TIMESTAMP && timestamp <= MAX_TIMESTAMP;
}
