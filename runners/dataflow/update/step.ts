import type { Aspect } from "./aspects.ts";
import type { CoderShape } from "./coder-shape.ts";
import type { UpdateEffect } from "./finding.ts";

/** Something that an update compares of a step. */
export interface StepFact {
  readonly aspect: Aspect;
  /** Equal texts are equal facts. */
  readonly text: string;
  /** Where it is a coder: some changes of it can be read. */
  readonly coder?: CoderShape;
  /** Where the texts are names of steps, which may have changed. */
  readonly steps?: readonly string[];
}

/** What the service keeps for a step while the job runs: why the step must be found again. */
export interface Keeping {
  /** `"what it groups"` */
  readonly what: string;
  /** What it means that the new pipeline has no such step. */
  readonly whenMissing: UpdateEffect;
  /** Whether elements wait there: what is above it and below it are other stages. */
  readonly cutsStages: boolean;
}

/** A step of a pipeline as an update sees it: one that the service runs, not a composite. */
export interface UpdateStep {
  readonly name: string;
  readonly urn: string;
  /** Nothing where it only hands elements on. */
  readonly keeps: readonly Keeping[];
  /** By what they are facts of: `"key coder"`. */
  readonly facts: ReadonlyMap<string, StepFact>;
  /** The steps right above it. */
  readonly inputs: readonly string[];
  /** The steps right below it. */
  readonly outputs: readonly string[];
}

/** The steps of a pipeline. */
export interface UpdateSteps {
  /** By their names, those above first as far as the pipeline lists them so. */
  readonly steps: ReadonlyMap<string, UpdateStep>;
  /** Of steps and composites. */
  readonly names: ReadonlySet<string>;
  /** Whether a collection has no end: Dataflow runs the pipeline as a streaming job. */
  readonly isStreaming: boolean;
}
