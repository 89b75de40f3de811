import { setTimeout as sleep } from "node:timers/promises";

/** What is to be thought of an attempt that has failed. */
export interface Judgement {
  /** What is thrown when there is no other attempt. */
  readonly error: unknown;
  /** Whether another attempt may end well. */
  readonly mayPass: boolean;
  /** How long whoever was asked wants not to be asked again. */
  readonly waitMillis?: number | undefined;
  /** Whether nobody was there to be asked, which seldom passes. */
  readonly isNobody?: boolean;
}

/** How something is attempted again that comes to nothing. */
export interface RetryPolicy {
  /** How long after the first attempt another one may begin. */
  readonly patienceMillis: number;
  readonly firstPauseMillis?: number;
  readonly longestPauseMillis?: number;
  readonly judge: (thrown: unknown) => Judgement;
  readonly signal?: AbortSignal | undefined;
}

/** How long a server may take to start, or a network to come. */
const longestForNobodyMillis = 5_000;

/**
 * Attempts something until it ends well, with pauses that grow and that differ from one caller to the next.
 *
 * @throws the judged error when another attempt would not help, or may not begin any more
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
      const { error, mayPass, waitMillis = 0, isNobody = false } = policy.judge(thrown);
      const wait = Math.max(waitMillis, pause * (0.5 + Math.random() / 2));
      const patience = isNobody ? Math.min(patienceMillis, longestForNobodyMillis) : patienceMillis;
      if (!mayPass || performance.now() - begin + wait > patience) throw error;
      await sleep(wait, undefined, signal === undefined ? {} : { signal });
      pause = Math.min(pause * 2, longestPauseMillis);
    }
  }
}
