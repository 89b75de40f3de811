import type { Duration } from "../values/duration.ts";
import { endWithin } from "./end-within.ts";
import type { Job, JobState, PipelineResult } from "./result.ts";

/** Makes what stands in the place of a step, of what the step is applied to. */
export type Stand = (input: unknown) => unknown;

/** Returns what stands in the place of the step of that full name, or undefined where the step stays. */
export type StepReplacer = (step: string) => Stand | undefined;

/** Something in this process that follows the runs of a pipeline. */
export interface RunObserver {
  /** Called before each run; what it throws refuses the run. */
  begin(): void;
  /** Called when a run has ended well; what it throws is what the run rejects with. */
  end(): Promise<void>;
}

/** Calls the observers of a pipeline when its job has ended. */
export class ObservedJob implements Job {
  readonly #job: Job;
  readonly #observers: readonly RunObserver[];
  #result: Promise<PipelineResult> | undefined;

  constructor(job: Job, observers: readonly RunObserver[]) {
    this.#job = job;
    this.#observers = observers;
  }

  get state(): JobState {
    return this.#job.state;
  }

  waitUntilFinish(limit?: Duration): Promise<PipelineResult> {
    this.#result ??= this.#finish();
    return endWithin(this, this.#result, limit);
  }

  metrics(): ReturnType<Job["metrics"]> {
    return this.#job.metrics();
  }

  cancel(): Promise<void> {
    return this.#job.cancel();
  }

  async #finish(): Promise<PipelineResult> {
    const result = await this.#job.waitUntilFinish();
    for (const observer of this.#observers) await observer.end();
    return result;
  }
}
