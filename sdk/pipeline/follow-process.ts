const signals = ["SIGINT", "SIGTERM"] as const;

/** A job that must end before its process does. */
export interface ProcessJob {
  /** Begins to cancel it; `reason` is for its error. */
  cancelFor(reason: string): void;
  /** Fails it, because nothing is left in the process that could make it go on. */
  failUnsettled(): void;
}

// One listener an event for all jobs of the process, however many run side by side: Node warns of more than ten.
const jobs = new Set<ProcessJob>();
let isListening = false;
/** What waits until the last of the jobs that a signal has cancelled has ended. */
let farewell: PromiseWithResolvers<void> | undefined;

/**
 * Makes the events of the process those of a job.
 *
 * Ctrl-C (and SIGTERM) cancels the jobs that run. When all have ended, the process ends by the same signal, as it would
 * have without them, unless the program listens to the signal itself. A second Ctrl-C ends it at once. And when the
 * process would end although a job has not, the job fails: what it waits for can't come any more.
 *
 * @returns what is to be called when the job has ended; its promise settles when the program may hear of it
 */
export function followProcess(job: ProcessJob): () => Promise<void> {
  jobs.add(job);
  if (!isListening) listen();
  return async () => {
    jobs.delete(job);
    if (jobs.size === 0 && isListening) stopListening();
    if (jobs.size === 0) farewell?.resolve();
    await farewell?.promise;
  };
}

function listen(): void {
  isListening = true;
  for (const signal of signals) process.on(signal, cancelAll);
  process.on("beforeExit", failAll);
}

function stopListening(): void {
  isListening = false;
  for (const signal of signals) process.off(signal, cancelAll);
  process.off("beforeExit", failAll);
}

function cancelAll(signal: NodeJS.Signals): void {
  stopListening();
  if (process.listenerCount(signal) === 0) {
    // A program that heard of the first job's end would end with its error, before the others have.
    farewell = Promise.withResolvers();
    void farewell.promise.then(() => process.kill(process.pid, signal));
  }
  for (const job of jobs) job.cancelFor(signal);
}

function failAll(): void {
  for (const job of jobs) job.failUnsettled();
}
