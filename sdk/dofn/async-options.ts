import type { Duration } from "../values/duration.ts";

/** When a function that has failed for an element is called again for it. */
export interface RetryOptions {
  /** How often the function is called for one element at the most, the first time included: at least 1. */
  readonly attempts: number;
  /**
   * How long to wait before the second attempt. It doubles with each attempt that follows, and of each wait a random part
   * of up to a half is left out, so that elements that have failed together don't come back together.
   */
  readonly backoff: Duration;
  /** The longest wait between two attempts; a minute when left out. */
  readonly maxBackoff?: Duration;
  /**
   * Says whether an error is worth another attempt; all are when left out. What it throws itself is told instead of the
   * error.
   */
  readonly when?: (error: unknown) => boolean;
}

/**
 * How the function of an element-wise step is called: how many elements at a time, how long it may take, how often it is
 * tried.
 *
 * @example
 * ```ts
 * const profiles = users.map("Look up", async (user, { signal }) => fetchProfile(user, { signal }), {
 *   concurrency: 50,
 *   timeout: seconds(5),
 *   retry: { attempts: 3, backoff: millis(200) },
 * });
 * ```
 */
export interface AsyncOptions {
  /**
   * How many calls of an asynchronous function are under way at a time; 1 when left out. A bundle's last call ends before
   * the bundle does, so a runner with small bundles may see fewer.
   */
  readonly concurrency?: number;
  /**
   * Whether results are passed on in the order of the elements that they are of, which is so when left out. With `false`
   * they are passed on as they come, and a slow call delays no other.
   */
  readonly ordered?: boolean;
  /**
   * How long one call may take. One that takes longer has failed, its context's `signal` is aborted, and what it does
   * later is ignored. A synchronous function can't be interrupted.
   */
  readonly timeout?: Duration;
  /** Whether a call that has failed is repeated: with a context of its own, and without what it had emitted. */
  readonly retry?: RetryOptions;
}

/** The wait between two attempts is no longer than that, unless another limit is given. */
export const defaultMaxBackoffMillis = 60_000;
/** Timers can't wait longer. */
const maxTimerMillis = 2_147_483_647;

/**
 * Returns those of a step's options that say how its function is called; undefined when there is none.
 *
 * @param method - what the options were given to, for messages
 * @throws TypeError when one is of another type, as it can be in a program without type checks
 * @throws RangeError when a number or a duration is out of range
 */
export function asyncOptionsOf(options: Readonly<AsyncOptions>, method: string): AsyncOptions | undefined {
  const { concurrency, ordered, timeout, retry } = options;
  if (concurrency !== undefined) checkCount(concurrency, `${method}(...): concurrency`);
  if (ordered !== undefined && typeof ordered !== "boolean") {
    throw new TypeError(`${method}(...): ordered is true or false; got ${String(ordered)}.`);
  }
  if (timeout !== undefined) checkDuration(timeout, 1, `${method}(...): timeout`);
  if (retry !== undefined) checkRetry(retry, method);
  if (concurrency === undefined && ordered === undefined && timeout === undefined && retry === undefined) {
    return undefined;
  }
  return Object.freeze({
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(ordered === undefined ? {} : { ordered }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(retry === undefined ? {} : { retry: Object.freeze({ ...retry }) }),
  });
}

/** Says whether options differ from what is done without any: one call at a time, without limit, once. */
export function changesCalls({ concurrency, timeout, retry }: AsyncOptions): boolean {
  return (concurrency ?? 1) > 1 || timeout !== undefined || (retry?.attempts ?? 1) > 1;
}

function checkRetry(retry: RetryOptions, method: string): void {
  const example = "retry: { attempts: 3, backoff: millis(200) }";
  if (typeof retry !== "object" || (retry as RetryOptions | null) === null) {
    throw new TypeError(`${method}(...): retry is an object, such as ${example}; got ${describe(retry)}.`);
  }
  checkCount(retry.attempts, `${method}(...): retry.attempts`);
  checkDuration(retry.backoff, 0, `${method}(...): retry.backoff`);
  if (retry.maxBackoff !== undefined) checkDuration(retry.maxBackoff, 0, `${method}(...): retry.maxBackoff`);
  if (retry.when !== undefined && typeof retry.when !== "function") {
    throw new TypeError(`${method}(...): retry.when is a function of an error; got ${typeof retry.when}.`);
  }
}

function checkCount(count: unknown, what: string): void {
  if (Number.isSafeInteger(count) && (count as number) >= 1) return;
  throw new RangeError(`${what} is a whole number of at least 1; got ${describe(count)}.`);
}

function checkDuration(duration: Partial<Duration> | null, least: number, what: string): void {
  const length = duration?.millis;
  if (typeof length !== "number" || Number.isNaN(length)) {
    throw new TypeError(`${what} is a duration, such as seconds(5); got ${describe(duration)}.`);
  }
  if (length >= least && length <= maxTimerMillis) return;
  const range = `from ${String(least)} to ${String(maxTimerMillis)} milliseconds`;
  throw new RangeError(`${what} is a duration ${range}; got ${String(length)}.`);
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null ? "another object" : String(value);
}
