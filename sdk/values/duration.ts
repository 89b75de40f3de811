/** A length of time. Made by {@link millis}, {@link seconds}, {@link minutes}, {@link hours} and {@link days}. */
export interface Duration {
  /** The length in milliseconds: finite, at least 0. */
  readonly millis: number;
}

function duration(amount: number, unitMillis: number, unit: string): Duration {
  const value = Math.round(amount * unitMillis);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`A duration is a finite number of ${unit}, at least 0; got ${String(amount)}.`);
  }
  return Object.freeze({ millis: value });
}

/**
 * Returns a duration of `amount` milliseconds.
 *
 * @throws RangeError when `amount` is negative or not finite
 */
export function millis(amount: number): Duration {
  return duration(amount, 1, "milliseconds");
}

/**
 * Returns a duration of `amount` seconds.
 *
 * @throws RangeError when `amount` is negative or not finite
 */
export function seconds(amount: number): Duration {
  return duration(amount, 1_000, "seconds");
}

/**
 * Returns a duration of `amount` minutes.
 *
 * @throws RangeError when `amount` is negative or not finite
 */
export function minutes(amount: number): Duration {
  return duration(amount, 60_000, "minutes");
}

/**
 * Returns a duration of `amount` hours.
 *
 * @throws RangeError when `amount` is negative or not finite
 */
export function hours(amount: number): Duration {
  return duration(amount, 3_600_000, "hours");
}

/**
 * Returns a duration of `amount` days of 24 hours.
 *
 * @throws RangeError when `amount` is negative or not finite
 */
export function days(amount: number): Duration {
  return duration(amount, 86_400_000, "days");
}
