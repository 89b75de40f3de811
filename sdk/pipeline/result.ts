import type { MetricResults } from "../metrics/metric-results.ts";
import type { Duration } from "../values/duration.ts";

/** Where a job stands. */
export type JobState = "running" | "done" | "failed" | "cancelled";

/** What a finished job leaves behind; of one that nobody has waited for any longer, what was known then. */
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
   * @param limit - how long at most, such as `minutes(5)`: a job that has not ended then goes on, and the result's state is
   * `"running"`
   * @throws PurlinError when it fails or is cancelled
   */
  waitUntilFinish(limit?: Duration): Promise<PipelineResult>;
  /** Returns its metrics as far as they are known: also while it runs, where the engine can tell then, and after it has failed. */
  metrics(): Promise<MetricResults>;
  /** Ends it without its result, and waits until nothing of it runs any more. */
  cancel(): Promise<void>;
}
