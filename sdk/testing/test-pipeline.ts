import { buildReplacing, type PipelineDefinition } from "../pipeline/define-pipeline.ts";
import type { PipelineOptions } from "../options/pipeline-options.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { ReplacedSteps, type Replacements } from "./replacements.ts";

/** How a pipeline is tested. */
export interface TestSettings {
  /** What steps give in the place of what they would do, by their full names: where a program reads and writes. */
  readonly replace?: Replacements;
}

/** How the pipeline of a whole program is tested. */
export interface TestProgramSettings<Options extends PipelineOptions> extends TestSettings {
  /** The options that it is built and run with. */
  readonly options?: Partial<Options>;
}

/** What tests run pipelines with where they say nothing else. */
const testDefaults = { quiet: true, strict: true, bundling: "greedy" } as const satisfies Partial<PipelineOptions>;

/**
 * Returns a pipeline for a test: quiet, on the DirectRunner, strict, and with bundles of varied sizes. State what you expect by {@link expectThat}, and run it.
 *
 * Steps that read and write are replaced by their names, so that a program that takes its pipeline as a parameter is tested
 * without touching files. A name that no step has refuses the run.
 *
 * @example
 * ```ts
 * const p = testPipeline({ replace: { "ReadOrders": [{ id: 1, price: 5 }], "WriteTotals": [] } });
 * buildTotals(p);                                            // applies readOrders(...), ..., writeTotals(...)
 * expectThat(inputOf(p, "WriteTotals")).singleton("total: 5");
 * await p.run();
 * ```
 */
export function testPipeline(options?: TestSettings & Partial<PipelineOptions>): Pipeline;
/**
 * Returns the pipeline of a program, which its module exports by `definePipeline`, for a test.
 *
 * @throws UnknownStepError that lists the steps, when there is none that is to be replaced
 *
 * @example
 * ```ts
 * import wordCount from "./wordcount.ts";
 *
 * const p = await testPipeline(wordCount, { replace: { ReadText: ["to be or", "not to be"], WriteText: [] } });
 * expectThat(inputOf(p, "WriteText")).containsInAnyOrder(["to: 2", "be: 2", "or: 1", "not: 1"]);
 * await p.run();
 * ```
 */
export function testPipeline<Options extends PipelineOptions>(
  program: PipelineDefinition<Options>,
  settings?: TestProgramSettings<Options>,
): Promise<Pipeline<Options>>;
export function testPipeline(
  first: (TestSettings & Partial<PipelineOptions>) | PipelineDefinition = {},
  settings: TestProgramSettings<PipelineOptions> = {},
): Pipeline | Promise<Pipeline> {
  if ("build" in first && typeof first.build === "function") return programPipeline(first, settings);
  const { replace = {}, ...options } = first as TestSettings & Partial<PipelineOptions>;
  const steps = new ReplacedSteps(replace);
  const pipeline = Pipeline.replacing({ ...testDefaults, ...options }, steps.replacer);
  steps.observe(pipeline);
  return pipeline;
}

async function programPipeline(
  program: PipelineDefinition,
  { replace = {}, options = {} }: TestProgramSettings<PipelineOptions>,
): Promise<Pipeline> {
  const steps = new ReplacedSteps(replace);
  const pipeline = await program[buildReplacing]({ ...testDefaults, ...options }, steps.replacer);
  steps.observe(pipeline);
  steps.begin();
  return pipeline;
}
