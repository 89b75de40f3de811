import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../client/api-error.ts";
import type { CallOptions, DataflowClient } from "../client/dataflow-client.ts";
import type { JobBody } from "../plan.ts";
import { endOf, nameOfState } from "./job-states.ts";
import type { JobMessage, MessageLog } from "./message-log.ts";

/** How long a watch waits for what. */
export interface WatchTimes {
  /** Between the first two looks; later ones are further apart. */
  readonly firstPauseMillis: number;
  readonly longestPauseMillis: number;
  /** How long the service may be out of reach before a job is given up. */
  readonly patienceMillis: number;
  /** For how long a new job may not be found. */
  readonly newJobMillis: number;
  /** How long after a failure its reason may be told. */
  readonly lastWordsMillis: number;
}

export const watchTimes: WatchTimes = {
  firstPauseMillis: 250,
  longestPauseMillis: 5_000,
  patienceMillis: 10 * 60_000,
  newJobMillis: 60_000,
  lastWordsMillis: 50_000,
};

/** What is watched, and who hears of it. */
export interface WatchParts {
  readonly client: DataflowClient;
  readonly signal: AbortSignal;
  readonly times: WatchTimes;
  /** Hears of each state that a job comes to. */
  readonly onState: (state: string) => void;
  readonly onMessage: (message: JobMessage) => void;
  /** Hears that the service can't be reached, and that it can again. */
  readonly onLoss: (text: string) => void;
}

/** Thrown when the service was out of reach for too long, or won't tell of the job any more. */
export class LostJobError extends Error {
  constructor(cause: ApiError) {
    super(cause.message, { cause });
    this.name = "LostJobError";
  }
}

/** How often the service may be out of reach before that is worth a line. */
const unnoticedFailures = 2;

/** Asks for a job's state and messages, again and again, and bears with a network that is gone for a while. */
export class JobWatch {
  readonly #parts: WatchParts;
  readonly #begin = performance.now();
  #lastHeard = performance.now();
  #failures = 0;
  #state: string | undefined;
  #pause: number;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#pause = parts.times.firstPauseMillis;
  }

  /**
   * Returns a job once it has come to a state that it never leaves, and all was read that was said of it until then.
   *
   * @throws LostJobError when that can't be found out
   * @throws the signal's reason when it is aborted
   */
  async untilEnd(jobId: string, messages: MessageLog): Promise<JobBody> {
    this.#state = undefined;
    for (;;) {
      const job = await this.#look(jobId, messages);
      if (job !== undefined && endOf(job.currentState) !== undefined) return job;
      await this.#rest();
    }
  }

  /** Reads on for as long as a failure's reason may come late, until `isEnough`. */
  async lastWords(messages: MessageLog, isEnough: () => boolean): Promise<void> {
    const { times, signal } = this.#parts;
    const begin = performance.now();
    while (!isEnough() && performance.now() - begin < times.lastWordsMillis && !signal.aborted) {
      await this.#rest();
      await this.#read(messages).catch(() => undefined);
    }
  }

  async #look(jobId: string, messages: MessageLog): Promise<JobBody | undefined> {
    const { client, onState } = this.#parts;
    try {
      const job = await client.get(jobId, this.#once);
      // A job that was made just now may have no state yet. What was said before it has ended is read before that is told.
      await this.#read(messages);
      const state = job.currentState ?? undefined;
      if (state !== undefined && state !== this.#state) onState(nameOfState(state));
      this.#state = state ?? this.#state;
      this.#heard();
      return job;
    } catch (error) {
      this.#lost(error);
      return undefined;
    }
  }

  async #read(messages: MessageLog): Promise<void> {
    for (const message of await messages.read(this.#once)) this.#parts.onMessage(message);
  }

  /** The watch itself asks again, and knows better for how long. */
  get #once(): CallOptions {
    return { signal: this.#parts.signal, patienceMillis: 0 };
  }

  #heard(): void {
    if (this.#failures > unnoticedFailures) this.#parts.onLoss("Dataflow answers again");
    this.#failures = 0;
    this.#lastHeard = performance.now();
  }

  #lost(error: unknown): void {
    const { signal, times, onLoss } = this.#parts;
    signal.throwIfAborted();
    if (!(error instanceof ApiError)) throw error;
    const now = performance.now();
    if (error.status === 404 && this.#state === undefined && now - this.#begin < times.newJobMillis) return;
    if (!error.mayPass || now - this.#lastHeard > times.patienceMillis) throw new LostJobError(error);
    this.#failures += 1;
    if (this.#failures !== unnoticedFailures + 1) return;
    const minutes = String(Math.max(1, Math.round(times.patienceMillis / 60_000)));
    onLoss(`Dataflow doesn't answer (${error.message}); the job runs on. Asking again, for ${minutes} min`);
  }

  async #rest(): Promise<void> {
    const { signal, times } = this.#parts;
    await sleep(this.#pause, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    this.#pause = Math.min(this.#pause * 1.3, times.longestPauseMillis);
  }
}
