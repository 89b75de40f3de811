import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ProgramSource } from "../../sdk/fn/program-source.ts";
import type { PipelineDefinition } from "../../sdk/pipeline/define-pipeline.ts";
import type { Pipeline } from "../../sdk/pipeline/pipeline.ts";
import { callSitesOf, setRunHook } from "../../sdk/pipeline/run.ts";
import type { StageRequest } from "../../sdk/staging/stage-program.ts";

/** Returns the file of one of the programs here. */
export function programFile(name: string): string {
  return path.join(import.meta.dirname, "programs", `${name}.ts`);
}

/** Imports a program that defines its pipeline and builds it. */
export async function buildDefinition(
  name: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Pipeline> {
  const module = (await import(pathToFileURL(programFile(name)).href)) as { default: PipelineDefinition };
  return module.default.build(options);
}

/** Imports a script and returns the pipeline that it runs, in the place of its runner. */
export async function pipelineOfScript(name: string): Promise<Pipeline> {
  const { promise, resolve } = Promise.withResolvers<Pipeline>();
  setRunHook((pipeline) => {
    resolve(pipeline);
    return new Promise(() => undefined);
  });
  const evaluated = import(pathToFileURL(programFile(name)).href);
  return Promise.race([promise, evaluated.then(() => promise)]).finally(() => setRunHook(undefined));
}

/** Returns what is staged of a pipeline that a program has built. */
export async function stageRequest(
  name: string,
  pipeline: Pipeline,
  program: Partial<ProgramSource> = {},
): Promise<StageRequest> {
  return {
    pipeline: await pipeline.toProto(),
    callSites: callSitesOf(pipeline),
    program: {
      file: programFile(name),
      isDefinition: true,
      options: { ...pipeline.options },
      args: [],
      values: pipeline.values.encoded,
      runsBefore: 0,
      external: [],
      ...program,
    },
  };
}
