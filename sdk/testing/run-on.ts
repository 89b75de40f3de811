import type { Pipeline } from "../pipeline/pipeline.ts";
import type { PipelineResult } from "../pipeline/result.ts";
import { callSitesOf } from "../pipeline/run.ts";
import type { Runner } from "../pipeline/runner.ts";

/** Runs a pipeline on the runner of its options, or on one that has no name yet; its functions run in this process. */
export async function runOn(runner: string | Runner, pipeline: Pipeline): Promise<PipelineResult> {
  if (typeof runner === "string") return pipeline.run();
  const job = await runner.start({
    pipeline: await pipeline.toProto(),
    options: pipeline.options,
    functions: pipeline.functions,
    callSites: callSitesOf(pipeline),
  });
  return job.waitUntilFinish();
}

/** Returns what a runner is called. */
export function runnerName(runner: string | Runner): string {
  return typeof runner === "string" ? runner : runner.name;
}
