import type { PipelineOptions } from "../options/pipeline-options.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { compareRuns, type Comparison } from "./compare-runs.ts";
import { observeOutputs } from "./observe-outputs.ts";

/** Where a pipeline is run to be compared. */
export interface CompareOptions {
  /** The names of the runners; the others are compared with the first. */
  readonly runners: readonly string[];
  /** What the pipelines are run with beside the runner. */
  readonly options?: Partial<Omit<PipelineOptions, "runner" | "environment">>;
}

/**
 * Runs a pipeline on several runners, one after the other, and compares the elements of its outputs, with their times and
 * windows, as multisets: the collections that no step takes, and those that steps which write are given.
 *
 * Its functions run in this process, also for engines elsewhere. What the pipeline writes, it writes once a runner.
 *
 * @param build - applies the pipeline's steps; called anew for each runner
 *
 * @example
 * ```ts
 * const { isEqual, runs } = await compareRunners((p) => p.create([1, 2]).map((n) => n * 2), { runners: ["direct", "prism"] });
 * ```
 */
export function compareRunners(
  build: (pipeline: Pipeline) => unknown,
  { runners, options = {} }: CompareOptions,
): Promise<Comparison> {
  return compareRuns(runners, async (runner) => {
    const pipeline = Pipeline.create({ quiet: true, ...options, runner });
    await build(pipeline);
    const outputs = observeOutputs(pipeline);
    const begin = performance.now();
    await pipeline.run();
    return { outputs, millis: performance.now() - begin };
  });
}
