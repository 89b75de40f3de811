import { setTimeout as sleep } from "node:timers/promises";
import type { ApiError } from "./api-error.ts";

/** How a request is repeated that comes to nothing. */
export interface RetryPolicy {
  /** How long after the first attempt another one may begin. */
  readonly patienceMillis: number;
  readonly firstPauseMillis?: number;
  readonly longestPauseMillis?: number;
  /** Returns the error of an attempt. */
  readonly read: (thrown: unknown) => ApiError;
  /** Whether an error that would come again otherwise may pass: such as "not found" right after a creation. */
  readonly passes?: (error: ApiError) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** How long a server may take to start, or a network to come. */
const longestForNobodyMillis = 5_000;

/**
 * Makes a request until it is answered well, with pauses that grow and that differ from one client to the next.
 *
 * @throws ApiError when it is refused for good, or when no attempt may begin any more
 */
export async function withRetries<T>(attempt: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const { patienceMillis, firstPauseMillis = 200, longestPauseMillis = 16_000, signal } = policy;
  const begin = performance.now();
  let pause = firstPauseMillis;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = policy.read(thrown);
      const wait = Math.max(error.retryAfterMillis ?? 0, pause * (0.5 + Math.random() / 2));
      const isPassing = error.mayPass || policy.passes?.(error) === true;
      const patience = error.isNobody ? Math.min(patienceMillis, longestForNobodyMillis) : patienceMillis;
      if (!isPassing || performance.now() - begin + wait > patience) throw error;
      await sleep(wait, undefined, signal === undefined ? {} : { signal });
      pause = Math.min(pause * 2, longestPauseMillis);
    }
  }
}
