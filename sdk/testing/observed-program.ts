import { createHash } from "node:crypto";
import path from "node:path";
import type { ProgramSource } from "../fn/program-source.ts";
import { findableFile } from "../staging/findable-file.ts";
import { keepFiles } from "../staging/keep-files.ts";
import { purlinFile } from "../staging/purlin-files.ts";

/**
 * Returns a program that does what another one does, and adds the steps of `writeOutputs` to its pipeline: what
 * workers evaluate where a run is compared.
 *
 * @throws PipelineNotFoundError when they can't find the pipeline
 */
export async function observedProgram(source: ProgramSource): Promise<ProgramSource> {
  const file = JSON.stringify(findableFile(source, "compare runners whose functions run in this process"));
  const observer = JSON.stringify(purlinFile("sdk/testing/observed-worker"));
  const text = source.isDefinition
    ? `import definition from ${file};\nimport { observed } from ${observer};\nexport default observed(definition);\n`
    : `import { observeRun } from ${observer};\nobserveRun();\nawait import(${file});\n`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  const name = `${path.parse(source.file ?? "").name}.observed.mjs`;
  // The same program has the same file, so that the bundle is the same.
  return { ...source, file: path.join(await keepFiles(path.join("observed", sha256), new Map([[name, text]])), name) };
}
