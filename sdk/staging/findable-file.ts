import path from "node:path";
import type { ProgramSource } from "../fn/program-source.ts";
import { PipelineNotFoundError } from "./staging-errors.ts";

/**
 * Returns the file in which workers find a program's pipeline again.
 *
 * @param otherwise - how to run it without such workers, for messages
 * @throws PipelineNotFoundError when they can't
 */
export function findableFile({ file, isDefinition, runsBefore }: ProgramSource, otherwise?: string): string {
  const notFound = (reason: string, facts?: Readonly<Record<string, string>>): PipelineNotFoundError =>
    new PipelineNotFoundError(reason, facts, undefined, otherwise);
  if (file === undefined) throw notFound("it was built by a program that is no file");
  if (isDefinition) return file;
  if (file.includes(`${path.sep}node_modules${path.sep}`)) {
    throw notFound("it was built in a callback of another program, such as a test runner", { "main module": file });
  }
  if (runsBefore > 0) {
    throw notFound("its program has run another one before, and workers stop at the first", {
      "main module": file,
      "pipelines run before": String(runsBefore),
    });
  }
  return file;
}
