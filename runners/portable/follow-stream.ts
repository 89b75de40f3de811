import { setTimeout as sleep } from "node:timers/promises";
import { RpcError } from "../../sdk/harness/rpc/rpc-error.ts";
import { JobEndpointError } from "./job-errors.ts";

/** A stream of a job server that is opened again when it breaks. */
export interface FollowedStream<Message> {
  readonly endpoint: string;
  readonly signal: AbortSignal;
  open(): AsyncIterable<Message>;
  /** Takes a message; true when it was the last one that matters. */
  take(message: Message): boolean;
  /** Says whether a stream that ends now has ended for good. */
  readonly isOver?: () => boolean;
  /** How long the server may be gone before the job is given up: a minute when left out. */
  readonly patienceMillis?: number;
}

const firstPauseMillis = 50;
const longestPauseMillis = 2_000;

/**
 * Reads a stream until `take` has had enough. When the stream ends or breaks before that, it is opened again.
 *
 * @throws JobEndpointError when it can't be opened again for too long, or the server doesn't know the job any more
 */
export async function followStream<Message>(stream: FollowedStream<Message>): Promise<void> {
  const { patienceMillis = 60_000 } = stream;
  let lastHeard = performance.now();
  let pause = firstPauseMillis;
  let cause: unknown;
  while (!stream.signal.aborted) {
    try {
      for await (const message of stream.open()) {
        lastHeard = performance.now();
        pause = firstPauseMillis;
        if (stream.take(message)) return;
      }
      if (stream.isOver?.() === true) return;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (!mayPass(error)) throw lost(stream.endpoint, "doesn't know the job any more", error);
      cause = error;
    }
    if (performance.now() - lastHeard > patienceMillis) {
      throw lost(stream.endpoint, `was gone for ${String(patienceMillis / 1000)} s`, cause);
    }
    await sleep(pause, undefined, { signal: stream.signal }).catch(() => undefined);
    pause = Math.min(pause * 2, longestPauseMillis);
  }
}

/** Statuses that the next attempt will have as well: not found, already exists, permission, unimplemented. */
const lasting: ReadonlySet<number> = new Set([3, 5, 6, 7, 12, 16]);

function mayPass({ status }: RpcError): boolean {
  return !lasting.has(status);
}

function lost(endpoint: string, what: string, cause: unknown): JobEndpointError {
  return new JobEndpointError({
    summary: `The job server at ${endpoint} ${what}: what becomes of the job is not known.`,
    ...(cause instanceof RpcError ? { facts: { "the last answer": cause.details } } : {}),
    cause,
  });
}
