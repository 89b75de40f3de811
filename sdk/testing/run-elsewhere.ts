import { randomUUID } from "node:crypto";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { callSitesOf, programOf } from "../pipeline/run.ts";
import type { Runner } from "../pipeline/runner.ts";
import { OutputElements, type CountedElement } from "./compare-outputs.ts";
import type { RunOutputs } from "./compare-runs.ts";
import { observedProgram } from "./observed-program.ts";
import { writeOutputs } from "./write-outputs.ts";

/**
 * Runs a pipeline on a runner whose functions are in other processes, and brings its outputs here by way of files in the
 * folder that it shares with them.
 *
 * @throws PurlinError when there is no such folder
 * @throws PipelineNotFoundError when workers can't find the pipeline
 */
export async function runElsewhere(runner: Runner, pipeline: Pipeline): Promise<RunOutputs> {
  const { name, sharedFolder } = runner;
  if (sharedFolder === undefined) throw new Error(`The functions of ${name} may run here.`);
  const folder = `${sharedFolder(pipeline.options)}/purlin-outputs-${randomUUID()}`;
  const prefixes = await writeOutputs(pipeline, folder);
  try {
    const program = await observedProgram(programOf(pipeline));
    const begin = performance.now();
    const job = await runner.start({
      pipeline: await pipeline.toProto(),
      options: { ...pipeline.options, runner: name },
      functions: pipeline.functions,
      callSites: callSitesOf(pipeline),
      program,
    });
    await job.waitUntilFinish();
    const millis = performance.now() - begin;
    return { outputs: await readOutputs(prefixes), millis };
  } finally {
    await removeFiles(folder);
  }
}

async function readOutputs(prefixes: ReadonlyMap<string, string>): Promise<Map<string, OutputElements>> {
  const outputs = new Map<string, OutputElements>();
  for (const [name, prefix] of prefixes) {
    const elements = new OutputElements();
    outputs.set(name, elements);
    const text = await readFiles(`${prefix}-*`);
    for (const line of text.split("\n")) {
      if (line !== "") elements.addCounted(JSON.parse(line) as CountedElement);
    }
  }
  return outputs;
}

async function readFiles(pattern: string): Promise<string> {
  const { findFileSystem } = await import("../../io/filesystems/find-file-system.ts");
  const files = await findFileSystem(pattern);
  const buffer = Buffer.alloc(1 << 16);
  const chunks: Buffer[] = [];
  for (const { path } of await files.match(pattern)) {
    await using reader = await files.openRead(path);
    for (let count = await reader.read(buffer); count > 0; count = await reader.read(buffer)) {
      chunks.push(Buffer.from(buffer.subarray(0, count)));
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function removeFiles(folder: string): Promise<void> {
  const { findFileSystem } = await import("../../io/filesystems/find-file-system.ts");
  const files = await findFileSystem(folder);
  await files.delete(folder);
}
