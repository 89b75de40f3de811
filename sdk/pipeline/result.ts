import type { MetricResults } from "../metrics/metric-results.ts";

/** Where a job stands. */
export type JobState = "running" | "done" | "failed" | "cancelled";

/** What a finished job leaves behind. */
export interface PipelineResult {
  readonly state: JobState;
  readonly metrics: MetricResults;
}

/** A job that was started. */
export interface Job {
  /** Where it stands now. */
  readonly state: JobState;
  /**
   * Waits for its end.
   *
   * @throws PurlinError when it fails or is cancelled
   */
  waitUntilFinish(): Promise<PipelineResult>;
  /** Returns its metrics as far as they are known: also while it runs, where the engine can tell then, and after it has failed. */
  metrics(): Promise<MetricResults>;
  /** Ends it without its result, and waits until nothing of it runs any more. */
  cancel(): Promise<void>;
}
