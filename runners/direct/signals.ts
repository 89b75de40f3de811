import type { DirectJob } from "./direct-job.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Makes Ctrl-C (and SIGTERM) cancel a job. When that has ended, the process ends by the same signal, as it would have
 * without the job, unless the program listens to the signal itself. A second Ctrl-C ends it at once.
 *
 * @returns what stops listening
 */
export function cancelOnSignals(job: DirectJob): () => void {
  const listeners = signals.map((signal) => {
    const listener = (): void => {
      release();
      job.cancelFor(signal);
      const isAlone = process.listenerCount(signal) === 0;
      void job.waitUntilFinish().catch(() => {
        if (isAlone) process.kill(process.pid, signal);
      });
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  const release = (): void => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
  return release;
}
