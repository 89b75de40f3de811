import type { MetricsContainer } from "../../sdk/metrics/metrics-container.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import type { Bundle } from "./engine/stage-spec.ts";

/** What one step has reported. */
export interface StepMetrics {
  /** The full name of the step. */
  readonly step: string;
  readonly metrics: MetricsContainer;
}

/** What comes of a bundle that has ended well. */
export interface BundleResult<Input> {
  /** What it has made for other stages, by their id. */
  readonly outputs: ReadonlyMap<string, PendingInput<Input>>;
  readonly metrics: readonly StepMetrics[];
}

/** What runs the stages of a job: in this thread, or in others. */
export interface StageRunner<Input> {
  /**
   * Runs a bundle.
   *
   * @param newInput - makes the empty input of a stage
   * @throws the reason of the job's signal when that is aborted, even while a user's function never settles
   */
  runBundle(bundle: Bundle<Input>, newInput: (stageId: string) => PendingInput<Input>): Promise<BundleResult<Input>>;
  /** Returns what bundles have reported that have not ended well, or not yet. */
  uncommittedMetrics(): readonly StepMetrics[];
  /** How many elements a stage has read. */
  elementsIn(stageId: string): number;
  /** How many elements each step of the user's has put out. */
  stepElements(): ReadonlyMap<string, number>;
  /** The steps that wait for a promise of the user's. */
  waitingSteps(): readonly string[];
  /** Waits until no function of the user's runs any more. */
  settled(): Promise<unknown>;
  /** Tears all steps down; throws the first error of theirs. */
  teardown(hasJobFailed: boolean): Promise<void>;
  /** Lets go of what it runs them by, whatever still runs there. */
  close(): Promise<void>;
}
