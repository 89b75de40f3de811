import { handled } from "../../../sdk/exec/maybe-promise.ts";
import type { JobThread, Task } from "./job-thread.ts";

interface Waiting extends PromiseWithResolvers<undefined> {
  readonly task: Task;
}

/** Gives tasks to threads, in the order in which they come, each to the first that has nothing to do. */
export class Tasks {
  readonly #threads: readonly JobThread[];
  readonly #idle: JobThread[];
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Promise<unknown>>();
  readonly #signal: AbortSignal;
  readonly #aborted = Promise.withResolvers<undefined>();

  constructor(threads: readonly JobThread[], signal: AbortSignal) {
    this.#threads = threads;
    this.#idle = [...threads];
    this.#signal = signal;
    void handled(this.#aborted.promise);
    signal.addEventListener("abort", () => {
      this.#abort();
    });
  }

  /**
   * Runs a task.
   *
   * @throws the reason of the signal when that is aborted, whatever the thread does
   */
  async run(task: Task): Promise<void> {
    this.#signal.throwIfAborted();
    const waiting = { task, ...Promise.withResolvers<undefined>() };
    this.#waiting.push(waiting);
    this.#begin();
    await Promise.race([handled(waiting.promise), this.#aborted.promise]);
  }

  /** Waits until no thread runs any more. */
  settled(): Promise<unknown> {
    return Promise.allSettled(this.#running);
  }

  #begin(): void {
    while (this.#idle.length > 0) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) return;
      const thread = this.#idle.shift() as JobThread;
      const run = thread.run(waiting.task);
      this.#running.add(run);
      const ended = (): void => {
        this.#running.delete(run);
        this.#idle.push(thread);
        this.#begin();
      };
      run.then(waiting.resolve, waiting.reject);
      run.then(ended, ended);
    }
  }

  #abort(): void {
    this.#waiting.length = 0;
    for (const thread of this.#threads) thread.abort();
    this.#aborted.reject(this.#signal.reason);
  }
}
