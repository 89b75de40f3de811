import type { Pipeline } from "../../../sdk/pipeline/pipeline.ts";
import { callSitesOf } from "../../../sdk/pipeline/run.ts";
import type { CountedElement } from "../../../sdk/testing/compare-outputs.ts";
import type { RunOutputs } from "../../../sdk/testing/compare-runs.ts";
import { observeOutputs } from "../../../sdk/testing/observe-outputs.ts";
import { loadRunner } from "../../index.ts";
import { evaluateProgram, type Program } from "../evaluate-program.ts";
import { errorText, isPurlinError } from "../print-error.ts";

/** What the process of a run tells the one that compares. */
export type RunReport =
  | { readonly error: { readonly name: string; readonly code: string; readonly message: string } }
  | {
      readonly millis: number;
      readonly outputs: readonly { readonly name: string; readonly elements: readonly CountedElement[] }[];
    };

/** Runs the pipeline of a program on a runner, and tells the parent process what has come of it. */
export async function runCompared(runner: string, program: Program): Promise<void> {
  try {
    const pipeline = await evaluateProgram(program);
    await tellParent(await Promise.race([runOn(runner, pipeline), uncaughtError()]));
  } catch (error) {
    await tellParent({ error: factsOf(error) });
  }
}

async function runOn(name: string, pipeline: Pipeline): Promise<RunReport> {
  const runner = await loadRunner(name);
  if (runner.sharedFolder !== undefined) {
    const { runElsewhere } = await import("../../../sdk/testing/run-elsewhere.ts");
    const { outputs, millis } = await runElsewhere(runner, pipeline);
    return reportOf(outputs, millis);
  }
  // They run in this process wherever that can be, so that what is observed stays here.
  const observed = observeOutputs(pipeline);
  const begin = performance.now();
  const job = await runner.start({
    pipeline: await pipeline.toProto(),
    options: { ...pipeline.options, runner: name, quiet: true, environment: "loopback" },
    functions: pipeline.functions,
    callSites: callSitesOf(pipeline),
  });
  await job.waitUntilFinish();
  return reportOf(observed, performance.now() - begin);
}

function reportOf(observed: RunOutputs["outputs"], millis: number): RunReport {
  const outputs = [...observed].map(([output, elements]) => ({ name: output, elements: [...elements.counted()] }));
  return { millis, outputs };
}

/** Until its pipeline runs they are those of a program that has failed before: see evaluateProgram. */
function uncaughtError(): Promise<never> {
  process.removeAllListeners("uncaughtException");
  return new Promise((_, reject) => process.once("uncaughtException", reject));
}

function factsOf(error: unknown): { name: string; code: string; message: string } {
  if (isPurlinError(error)) return { name: error.name, code: error.code, message: error.message };
  return { name: "RunFailedError", code: "PURLIN_RUN_FAILED", message: errorText(error, false) };
}

function tellParent(report: RunReport): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) throw new Error("This command is for `purlin compare` to start.");
    process.send(report, undefined, undefined, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
