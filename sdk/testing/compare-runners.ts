import type { PipelineOptions } from "../options/pipeline-options.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { Runner } from "../pipeline/runner.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { compareRuns, type Comparison } from "./compare-runs.ts";
import { observeOutputs } from "./observe-outputs.ts";
import { runnerName, runOn } from "./run-on.ts";

/** Where a pipeline is run to be compared. */
export interface CompareOptions {
  /** The runners, or the names of Purlin's; the others are compared with the first. */
  readonly runners: readonly (string | Runner)[];
  /** What the pipelines are run with beside the runner. */
  readonly options?: Partial<Omit<PipelineOptions, "runner" | "environment">>;
}

/** Thrown when runners give different results of one pipeline. */
export class RunnersDifferError extends PurlinError {
  /** What was compared. */
  declare readonly comparison: Comparison;

  constructor(comparison: Comparison) {
    super("RunnersDifferError", "PURLIN_RUNNERS_DIFFER", {
      summary: "Not all runners give the same result of the pipeline.",
      facts: { result: comparison.toString() },
      remedies: [
        "look for what may differ from run to run, such as the order of elements, the time, or random numbers",
        "where it is the same pipeline in every run, the runner that differs is wrong",
      ],
    });
    Object.defineProperty(this, "comparison", { value: comparison });
  }
}

/**
 * Runs a pipeline on several runners, one after the other, and compares the elements of its outputs, with their times and
 * windows, as multisets: the collections that no step takes, and those that steps which write are given.
 *
 * Its functions run in this process, also for engines elsewhere. What the pipeline writes, it writes once a runner.
 *
 * @param build - applies the pipeline's steps; called anew for each runner
 * @returns what was compared; as text, it is a table of the runs and their times, and what differs
 *
 * @example
 * ```ts
 * const comparison = await compareRunners((p) => p.create([1, 2]).map((n) => n * 2), { runners: ["direct", "prism"] });
 * console.log(String(comparison));
 * ```
 */
export function compareRunners(
  build: (pipeline: Pipeline) => unknown,
  { runners, options = {} }: CompareOptions,
): Promise<Comparison> {
  const byName = new Map(runners.map((runner) => [runnerName(runner), runner]));
  return compareRuns(runners.map(runnerName), async (runner) => {
    const pipeline = Pipeline.create({ quiet: true, ...options, runner });
    await build(pipeline);
    const outputs = observeOutputs(pipeline);
    const begin = performance.now();
    await runOn(byName.get(runner) ?? runner, pipeline);
    return { outputs, millis: performance.now() - begin };
  });
}

/**
 * Expects that a pipeline gives the same on several runners: see {@link compareRunners}.
 *
 * @throws RunnersDifferError with a table of the runs, and what differs
 *
 * @example
 * ```ts
 * test("counts the same everywhere", () => expectSameOnRunners(countWords, { runners: ["direct", "flink"] }));
 * ```
 */
export async function expectSameOnRunners(
  build: (pipeline: Pipeline) => unknown,
  options: CompareOptions,
): Promise<Comparison> {
  const comparison = await compareRunners(build, options);
  if (!comparison.isEqual) throw new RunnersDifferError(comparison);
  return comparison;
}
