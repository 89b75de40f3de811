import type { dataflow_v1b3 } from "googleapis/build/src/apis/dataflow/v1b3.js";

export type JobResource = dataflow_v1b3.Schema$Job;
export type JobMessage = dataflow_v1b3.Schema$JobMessage;
export type MetricUpdate = dataflow_v1b3.Schema$MetricUpdate;

/** How much a message matters, from the least to the most. */
export const importances = [
  "JOB_MESSAGE_DEBUG",
  "JOB_MESSAGE_DETAILED",
  "JOB_MESSAGE_BASIC",
  "JOB_MESSAGE_WARNING",
  "JOB_MESSAGE_ERROR",
] as const;

export type Importance = (typeof importances)[number];

/** A job that the service has taken. */
export type TakenJob = JobResource & { readonly id: string; readonly name: string };

/** What an executor tells the service of a job. After its last state nothing of it is heard any more. */
export interface JobEvents {
  /** `"JOB_STATE_RUNNING"` and so on. */
  state(state: string): void;
  message(importance: Importance, text: string): void;
  metrics(metrics: readonly MetricUpdate[]): void;
}

/** A job that is being executed. */
export interface Execution {
  /** Begins to end it without its result; the executor tells the states. */
  cancel(): void;
  /** Begins to end its input; the executor tells the states. */
  drain(): void;
  /** Ends it because another job takes its place; the service tells the state. */
  stop(): void;
  /** Returns its metrics as they are now; where it is left out, those are given that were told last. */
  metrics?(): Promise<readonly MetricUpdate[]>;
}

/** What stands behind the service: runs the jobs that it takes. */
export interface JobExecutor {
  /**
   * Looks at a job before there is one.
   *
   * @throws ApiError when it can't be taken
   */
  check?(job: JobResource): Promise<void>;
  /** Says why a job can't take the place of another one; undefined where it can. */
  incompatibility?(old: TakenJob, replacement: TakenJob): Promise<string | undefined>;
  run(job: TakenJob, events: JobEvents): Execution;
}
