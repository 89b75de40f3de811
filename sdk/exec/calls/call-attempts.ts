import { defaultMaxBackoffMillis, type AsyncOptions, type RetryOptions } from "../../dofn/async-options.ts";
import type { Duration } from "../../values/duration.ts";
import { handled, isThenable } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { UnitParts } from "../unit.ts";
import { Attempt } from "./attempt.ts";
import { CallTimeoutError } from "./call-errors.ts";

/** Calls a step's function once. What it returns is the function's result, or a promise of it. */
export type Call = (element: unknown, attempt: Attempt) => unknown;

/** A call that has failed, and is not repeated. */
export class FailedCall {
  readonly cause: unknown;
  /** How often the function was called. */
  readonly attempts: number;

  constructor(cause: unknown, attempts: number) {
    this.cause = cause;
    this.attempts = attempts;
  }
}

/** Calls a step's function for one element after the other: each call in time, and again where it fails. */
export class CallAttempts {
  readonly #parts: UnitParts;
  readonly #timeout: Duration | undefined;
  readonly #retry: RetryOptions | undefined;
  readonly #call: Call;
  // What is aborted with the job: calls, timers.
  readonly #underWay = new Set<{ abort(reason: unknown): void }>();

  constructor(parts: UnitParts, { timeout, retry }: AsyncOptions, call: Call) {
    this.#parts = parts;
    this.#timeout = timeout;
    this.#retry = retry;
    this.#call = call;
    const { signal } = parts.plan;
    signal.addEventListener("abort", () => {
      for (const each of this.#underWay) each.abort(signal.reason);
    });
  }

  /**
   * Calls the function until it succeeds, or has failed for good.
   *
   * @returns its result, or the failure, or a promise of them, which rejects when the job has ended meanwhile
   */
  run(element: unknown, metadata: ElementMetadata): unknown {
    const attempt = new Attempt(metadata, this.#parts.plan);
    let returned: unknown;
    try {
      returned = this.#call(element, attempt);
    } catch (cause) {
      if ((this.#retry?.attempts ?? 1) === 1) return new FailedCall(cause, 1);
      // What is thrown may be anything.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      return this.#untilDone(element, metadata, Promise.reject(cause));
    }
    return isThenable(returned) ? this.#untilDone(element, metadata, this.#inTime(attempt, returned)) : returned;
  }

  async #untilDone(element: unknown, metadata: ElementMetadata, first: Promise<unknown>): Promise<unknown> {
    const { plan, failures } = this.#parts;
    let pending = first;
    for (let attempts = 1; ; attempts++) {
      let cause: unknown;
      try {
        return await pending;
      } catch (thrown) {
        cause = thrown;
      }
      const goOn = (): void => {
        plan.signal.throwIfAborted();
        failures.check();
      };
      goOn();
      const end = this.#endAfter(cause, attempts);
      if (end !== undefined) return end;
      await this.#pause(attempts);
      goOn();
      pending = this.#once(element, metadata);
    }
  }

  async #once(element: unknown, metadata: ElementMetadata): Promise<unknown> {
    const attempt = new Attempt(metadata, this.#parts.plan);
    const returned = this.#call(element, attempt);
    return isThenable(returned) ? await this.#inTime(attempt, returned) : returned;
  }

  /** Waits for a call as long as it may take. */
  async #inTime(attempt: Attempt, returned: PromiseLike<unknown>): Promise<unknown> {
    this.#underWay.add(attempt);
    try {
      return await (this.#timeout === undefined ? returned : this.#limited(attempt, returned, this.#timeout));
    } finally {
      this.#underWay.delete(attempt);
    }
  }

  #limited(attempt: Attempt, returned: PromiseLike<unknown>, timeout: Duration): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => {
      const error = new CallTimeoutError(timeout);
      attempt.isAbandoned = true;
      attempt.abort(error);
      reject(error);
    }, timeout.millis);
    // When the job ends, the call is waited for like every other, and its timer keeps no process alive.
    const ending = {
      abort: () => {
        clearTimeout(timer);
      },
    };
    this.#underWay.add(ending);
    const end = (): void => {
      clearTimeout(timer);
      this.#underWay.delete(ending);
    };
    returned.then(resolve, reject);
    return promise.finally(end);
  }

  /** What a failure comes to: undefined when the function is to be called again. */
  #endAfter(cause: unknown, attempts: number): FailedCall | undefined {
    if (this.#retry === undefined || attempts >= this.#retry.attempts) return new FailedCall(cause, attempts);
    try {
      return (this.#retry.when?.(cause) ?? true) ? undefined : new FailedCall(cause, attempts);
    } catch (thrown) {
      return new FailedCall(thrown, attempts);
    }
  }

  /** Waits before the next attempt. Rejects when the job ends. */
  #pause(attempts: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const { backoff, maxBackoff } = this.#retry ?? {};
    const longest = Math.min(
      (backoff?.millis ?? 0) * 2 ** (attempts - 1),
      maxBackoff?.millis ?? defaultMaxBackoffMillis,
    );
    const timer = setTimeout(resolve, longest * (1 - Math.random() / 2), undefined);
    const waiting = { abort: reject };
    this.#underWay.add(waiting);
    return handled(
      promise.finally(() => {
        clearTimeout(timer);
        this.#underWay.delete(waiting);
      }),
    );
  }
}
