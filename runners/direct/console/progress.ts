import type { MetricResults } from "../../../sdk/metrics/metric-results.ts";

/** How far a stage is: steps that run fused, each element through all of them. */
export interface StageProgress {
  readonly name: string;
  readonly state: "waiting" | "running" | "done";
  /** Elements that it has read. */
  readonly elementsIn: number;
  /** Elements that it has written for later stages. */
  readonly elementsOut: number;
  /** How long it has run; 0 while it waits. */
  readonly wallMillis: number;
}

/** How far a step is. */
export interface StepProgress {
  /** Its full name. */
  readonly name: string;
  /** Elements that it has put out, over all of its outputs. */
  readonly elements: number;
}

/** How far a job is at one moment. */
export interface ProgressSnapshot {
  readonly elapsedMillis: number;
  /** In the order in which they run. */
  readonly stages: readonly StageProgress[];
  /** In the order of the pipeline. */
  readonly steps: readonly StepProgress[];
  /** The full names of the steps whose functions have returned promises that are awaited now. */
  readonly waiting?: readonly string[];
}

/** What a finished job shows. */
export interface JobSummary extends ProgressSnapshot {
  readonly metrics: MetricResults;
}
