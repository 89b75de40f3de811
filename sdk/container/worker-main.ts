// The two ends of a bundled program on a worker: what happens before the program's own modules are evaluated, and after.
// In between, the program's run() is where it becomes a worker.

import { readFileSync, writeFileSync } from "node:fs";
import { setReplay } from "../options/replay.ts";
import { definitionBrand, type PipelineDefinition } from "../pipeline/define-pipeline.ts";
import { errorText } from "../pipeline/error-text.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { setRunHook } from "../pipeline/run.ts";
import { readAssignment, type Assignment } from "../staging/assignment.ts";
import { compareFingerprints } from "../staging/compare-fingerprints.ts";
import { fingerprintOf } from "../staging/fingerprint.ts";
import { readJobFacts, type JobFacts } from "../staging/job-file.ts";
import { PipelineNotFoundError } from "../staging/staging-errors.ts";
import { refuseWork } from "./refuse-work.ts";
import { work } from "./work.ts";

/** What this process is told to do, and whether it has come to it. */
interface Evaluation {
  readonly assignment: Assignment;
  readonly job: JobFacts;
  hasPipeline: boolean;
  isWorking: boolean;
}

let current: Evaluation | undefined;

/** Makes this process ready to evaluate a program: it gets the command line, the options and values of its submission. */
export function beginEvaluation(): void {
  const [node = process.execPath, program = "", file = ""] = process.argv;
  const assignment = readAssignment(file);
  const job = readJobFacts(readFileSync(assignment.job, "utf8"));
  const evaluation: Evaluation = { assignment, job, hasPipeline: false, isWorking: false };
  current = evaluation;
  process.argv = [node, program, ...job.args];
  endWithParent(evaluation);
  setReplay(job);
  setRunHook((pipeline) => park(evaluation, pipeline));
  process.once("beforeExit", () => {
    if (!evaluation.hasPipeline) void fail(new PipelineNotFoundError("the program ended before it called run()"));
  });
}

/** Ends this process with the one that has started it, also where the program never comes to its run(). */
function endWithParent(evaluation: Evaluation): void {
  if (!process.connected) return;
  process.once("disconnect", () => {
    // A worker has bundles to abort first.
    if (!evaluation.isWorking) process.exit(1);
  });
  // Listening keeps a process alive, and this is no reason to live.
  process.channel?.unref();
}

/**
 * Goes on when the program's modules have been evaluated.
 *
 * @param module - the program's module, where its default export defines the pipeline
 */
export async function endEvaluation(module?: { readonly default?: unknown }): Promise<void> {
  const evaluation = current;
  if (evaluation === undefined || module === undefined) return;
  const definition = module.default;
  if (!isDefinition(definition)) {
    return fail(new PipelineNotFoundError("the module's default export is no longer what definePipeline returned"));
  }
  await park(evaluation, await definition.build(evaluation.job.definitionOptions).catch(fail));
}

function isDefinition(value: unknown): value is PipelineDefinition {
  return typeof value === "object" && value !== null && definitionBrand in value;
}

/** Does with the program's pipeline what this process is for. It never comes back: what follows a run() is not for workers. */
async function park(evaluation: Evaluation, pipeline: Pipeline): Promise<never> {
  if (!evaluation.hasPipeline) {
    evaluation.hasPipeline = true;
    await fulfil(evaluation, pipeline).catch(fail);
    process.exit(0);
  }
  return new Promise(() => undefined);
}

async function fulfil(evaluation: Evaluation, pipeline: Pipeline): Promise<void> {
  const { assignment, job } = evaluation;
  const evaluated = fingerprintOf(await pipeline.statedProto());
  if (assignment.kind === "check") {
    writeFileSync(assignment.out, JSON.stringify(evaluated));
    return;
  }
  compareFingerprints({ submitted: job.fingerprint, evaluated, where: `on the worker ${assignment.id}` });
  evaluation.isWorking = true;
  await work({ assignment, functions: pipeline.functions, callSites: job.callSites });
}

/** Ends this process by an error, which it prints and tells its runner. */
async function fail(error: unknown): Promise<never> {
  const text = errorText(error);
  process.stderr.write(`${text}\n`);
  if (current?.assignment.kind === "work" && !current.isWorking) {
    const { id, controlEndpoint } = current.assignment;
    await refuseWork(id, controlEndpoint, text);
  }
  process.exit(1);
}
