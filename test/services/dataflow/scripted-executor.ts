import { setTimeout as sleep } from "node:timers/promises";
import type { Execution, Importance, JobEvents, JobExecutor, MetricUpdate, TakenJob } from "./executor.ts";

/** One thing that happens to a job of a script, after the one before it. */
export type ScriptStep =
  | { readonly state: string }
  | { readonly message: string; readonly importance?: Importance }
  | { readonly metrics: readonly MetricUpdate[] }
  | { readonly waitMillis: number }
  | { readonly until: Promise<unknown> };

/** How a job goes; by default it runs, and is done. */
export type Script = readonly ScriptStep[];

/** How the jobs of a scripted executor go. */
export interface ScriptedOptions {
  readonly script?: (job: TakenJob) => Script;
  /** Why a job can't take the place of another one. */
  readonly incompatibility?: (old: TakenJob, replacement: TakenJob) => string | undefined;
}

export const succeeds: Script = [{ state: "JOB_STATE_RUNNING" }, { state: "JOB_STATE_DONE" }];

/** Runs until it is cancelled, drained or replaced. */
export const runsForever: Script = [{ state: "JOB_STATE_RUNNING" }, { until: new Promise(() => undefined) }];

/** Returns an executor that runs nothing: its jobs go as a script says. */
export function scriptedExecutor({ script = () => succeeds, incompatibility }: ScriptedOptions = {}): JobExecutor {
  return {
    run: (job, events) => play(script(job), events),
    incompatibility: (old, replacement) => Promise.resolve(incompatibility?.(old, replacement)),
  };
}

function play(script: Script, events: JobEvents): Execution {
  const abort = new AbortController();
  const { signal } = abort;
  void (async () => {
    // Nothing of it happens before the answer to its creation is on the way.
    await sleep(0);
    for (const step of script) {
      if (signal.aborted) return;
      if ("state" in step) events.state(step.state);
      else if ("message" in step) events.message(step.importance ?? "JOB_MESSAGE_BASIC", step.message);
      else if ("metrics" in step) events.metrics(step.metrics);
      else if ("waitMillis" in step) await sleep(step.waitMillis, undefined, { signal }).catch(() => undefined);
      else await Promise.race([step.until, aborted(signal)]);
    }
  })();
  const end = (...states: readonly string[]): void => {
    abort.abort();
    for (const state of states) events.state(state);
  };
  return {
    cancel: () => {
      end("JOB_STATE_CANCELLING", "JOB_STATE_CANCELLED");
    },
    drain: () => {
      end("JOB_STATE_DRAINING", "JOB_STATE_DRAINED");
    },
    stop: () => {
      end();
    },
  };
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", resolve, { once: true });
  });
}
