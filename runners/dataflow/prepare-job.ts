import type { RunRequest } from "../../sdk/pipeline/runner.ts";
import { stageProgram } from "../../sdk/staging/stage-program.ts";
import { PipelineNotFoundError } from "../../sdk/staging/staging-errors.ts";
import { asStated } from "../../sdk/translate/external.ts";
import { checkFeatures } from "../portable/check-features.ts";
import { pipelineProblems } from "./pipeline/check-pipeline.ts";
import { planJob } from "./plan-job.ts";
import type { DataflowPlan } from "./plan.ts";
import { throwProblems } from "./problem.ts";
import { readSettings } from "./settings/read-settings.ts";

/** A job that is ready to be submitted. */
export interface PreparedJob {
  readonly plan: DataflowPlan;
  /** Removes the files of this machine that belong to this submission alone: its uploads need them. */
  remove(): Promise<void>;
}

/**
 * Makes a job ready to be submitted: all that can be wrong with it is found now, before anybody is asked.
 *
 * @param tell - is told how far it is
 * @throws PurlinError when Dataflow would not take the job, or its workers could not find the pipeline again
 */
export async function prepareJob(request: RunRequest, tell?: (text: string) => void): Promise<PreparedJob> {
  const { pipeline, options, program, callSites } = request;
  const settings = readSettings(options);
  checkFeatures("dataflow", pipeline);
  throwProblems(pipelineProblems(pipeline, settings, callSites));
  if (program === undefined) throw new PipelineNotFoundError("it was given to its runner without its program");
  const staged = await stageProgram({
    program,
    pipeline: asStated(pipeline),
    callSites,
    ...(tell === undefined ? {} : { tell }),
  });
  try {
    return { plan: await planJob({ request, settings, staged }), remove: () => staged.remove() };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}
