import { createHash } from "node:crypto";
import path from "node:path";
import type { ProgramSource } from "../fn/program-source.ts";
import { definitionBrand, type PipelineDefinition } from "../pipeline/define-pipeline.ts";
import { runHook, setRunHook } from "../pipeline/run.ts";
import { findableFile } from "../staging/findable-file.ts";
import { keepFiles } from "../staging/keep-files.ts";
import { purlinFile } from "../staging/purlin-files.ts";
import { writeOutputs } from "./write-outputs.ts";

/**
 * Returns a program that does what another one does, and adds the steps of {@link writeOutputs} to its pipeline: what
 * workers evaluate where a run is compared.
 *
 * @throws PipelineNotFoundError when they can't find the pipeline
 */
export async function observedProgram(source: ProgramSource): Promise<ProgramSource> {
  const file = JSON.stringify(findableFile(source, "compare runners whose functions run in this process"));
  const observer = JSON.stringify(purlinFile("sdk/testing/observed-program"));
  const text = source.isDefinition
    ? `import definition from ${file};\nimport { observed } from ${observer};\nexport default observed(definition);\n`
    : `import { observeRun } from ${observer};\nobserveRun();\nawait import(${file});\n`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  const name = `${path.parse(source.file ?? "").name}.observed.mjs`;
  // The same program has the same file, so that the bundle is the same.
  return { ...source, file: path.join(await keepFiles(path.join("observed", sha256), new Map([[name, text]])), name) };
}

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
