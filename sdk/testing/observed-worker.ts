// What the program of a compared run imports on workers: see observedProgram, which writes the program.

import { definitionBrand, type PipelineDefinition } from "../pipeline/define-pipeline.ts";
import { runHook, setRunHook } from "../pipeline/run.ts";
import { writeOutputs } from "./write-outputs.ts";

/** Returns a definition whose pipelines write their outputs. */
export function observed(definition: PipelineDefinition): PipelineDefinition {
  const build: PipelineDefinition["build"] = async (options) => {
    const pipeline = await definition.build(options);
    await writeOutputs(pipeline);
    return pipeline;
  };
  return { ...definition, [definitionBrand]: true, build };
}

/** Makes the pipeline that a script runs on a worker write its outputs. */
export function observeRun(): void {
  const hook = runHook();
  if (hook === undefined) throw new Error("Only workers are told what becomes of a pipeline that is run.");
  setRunHook(async (pipeline) => {
    await writeOutputs(pipeline);
    return hook(pipeline);
  });
}
