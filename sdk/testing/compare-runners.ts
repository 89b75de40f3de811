import type { PipelineOptions } from "../options/pipeline-options.ts";
import type { PipelineDefinition } from "../pipeline/define-pipeline.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { runnerNamed } from "../pipeline/run.ts";
import type { Runner } from "../pipeline/runner.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { compareRuns, type Comparison, type RunOutputs } from "./compare-runs.ts";
import { observeOutputs } from "./observe-outputs.ts";
import { runnerName, runOn } from "./run-on.ts";

/** Where a pipeline is run to be compared. */
export interface CompareOptions<Options extends PipelineOptions = PipelineOptions> {
  /** The runners, or the names of Purlin's; the others are compared with the first. */
  readonly runners: readonly (string | Runner)[];
  /** What the pipelines are run with beside the runner. */
  readonly options?: Partial<Omit<Options, "runner" | "environment">>;
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

/** What is compared: what builds a pipeline of this process, or the definition of a module, with its options. */
export type Compared<Options extends PipelineOptions = PipelineOptions> =
  ((pipeline: Pipeline) => unknown) | PipelineDefinition<Options>;

/**
 * Runs a pipeline on several runners, one after the other, and compares the elements of its outputs, with their times and
 * windows, as multisets: the collections that no step takes, and those that steps which write are given.
 *
 * Its functions run in this process, also for engines elsewhere. For runners that can't do that (Dataflow), give it the
 * definition of a module (`definePipeline`), which their workers find again; what comes out is then brought here by
 * way of files in the runner's folder for temporary ones. What the pipeline writes, it writes once a runner.
 *
 * @param compared - applies the pipeline's steps; called anew for each runner
 * @returns what was compared; as text, it is a table of the runs and their times, and what differs
 *
 * @example
 * ```ts
 * const comparison = await compareRunners((p) => p.create([1, 2]).map((n) => n * 2), { runners: ["direct", "prism"] });
 * console.log(String(comparison));
 * ```
 */
export function compareRunners<Options extends PipelineOptions>(
  compared: Compared<Options>,
  { runners, options = {} }: CompareOptions<Options>,
): Promise<Comparison> {
  const byName = new Map(runners.map((runner) => [runnerName(runner), runner]));
  return compareRuns(runners.map(runnerName), async (name) => {
    const runner = byName.get(name) ?? name;
    // What is left of a type parameter when names are taken out of it, and put back, is none to the compiler.
    const pipeline = await built(compared, { quiet: true, ...options, runner: name } as Partial<Options>);
    const loaded = typeof runner === "string" ? await runnerNamed(runner) : runner;
    if (loaded.sharedFolder === undefined) return runHere(runner, pipeline);
    const { runElsewhere } = await import("./run-elsewhere.ts");
    return runElsewhere(loaded, pipeline);
  });
}

async function built<Options extends PipelineOptions>(
  compared: Compared<Options>,
  options: Partial<Options>,
): Promise<Pipeline> {
  if (typeof compared !== "function") return compared.build(options);
  const pipeline = Pipeline.create(options as Partial<PipelineOptions>);
  await compared(pipeline);
  return pipeline;
}

async function runHere(runner: string | Runner, pipeline: Pipeline): Promise<RunOutputs> {
  const outputs = observeOutputs(pipeline);
  const begin = performance.now();
  await runOn(runner, pipeline);
  return { outputs, millis: performance.now() - begin };
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
export async function expectSameOnRunners<Options extends PipelineOptions>(
  compared: Compared<Options>,
  options: CompareOptions<Options>,
): Promise<Comparison> {
  const comparison = await compareRunners(compared, options);
  if (!comparison.isEqual) throw new RunnersDifferError(comparison);
  return comparison;
}
