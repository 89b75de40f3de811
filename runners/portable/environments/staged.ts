import type { Environment } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { stageProgram } from "../../../sdk/staging/stage-program.ts";
import { PipelineNotFoundError } from "../../../sdk/staging/staging-errors.ts";
import type { EnvironmentRequest, StartedEnvironment } from "./environment.ts";

/**
 * Makes ready an environment whose workers evaluate the program again: they get it as artifacts.
 *
 * @param make - makes the environment, without them
 * @throws PurlinError when workers could not find the pipeline again
 */
export async function stagedEnvironment(
  { program, pipeline, callSites, tell }: EnvironmentRequest,
  make: () => Promise<Environment>,
): Promise<StartedEnvironment> {
  if (program === undefined) throw new PipelineNotFoundError("it was given to its runner without its program");
  const staged = await stageProgram({ program, pipeline, callSites, tell });
  const proto = await make();
  proto.dependencies = [...staged.artifacts];
  // The boot program starts as many workers as it is told ids.
  proto.capabilities.push(urns.capabilities.siblingWorkers);
  return { proto, stop: () => staged.remove() };
}
