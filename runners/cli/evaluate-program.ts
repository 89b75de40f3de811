import path from "node:path";
import { pathToFileURL } from "node:url";

import { MetricResults } from "../../sdk/metrics/metric-results.ts";
import type { Pipeline } from "../../sdk/pipeline/pipeline.ts";
import type { Job } from "../../sdk/pipeline/result.ts";
import { setRunHook } from "../../sdk/pipeline/run.ts";
import { NoPipelineError, ProgramFailedError } from "./cli-errors.ts";
import { isPurlinError } from "./print-error.ts";

/** A program to evaluate. */
export interface Program {
  /** Its main module, as the user has written it. */
  readonly file: string;
  /** Its command line. */
  readonly args: readonly string[];
  /** Which of the pipelines that it runs is wanted: 1 is the first. */
  readonly pipeline: number;
}

// To get at a later pipeline, those before it are taken as done.
const passedOver: Job = {
  state: "done",
  waitUntilFinish: () => Promise.resolve({ state: "done", metrics: new MetricResults(new Map()) }),
  metrics: () => Promise.resolve(new MetricResults(new Map())),
  cancel: () => Promise.resolve(),
};

/**
 * Evaluates a program of the user until it runs the pipeline that is wanted, and returns that pipeline, not run. The
 * program's own `run()` never comes back, so the process must be ended when the pipeline has been looked at.
 *
 * @throws ProgramFailedError, or an error of Purlin itself, when the program throws or rejects before that
 * @throws NoPipelineError when the program has nothing left to do before that
 */
export function evaluateProgram({ file, args, pipeline: wanted }: Program): Promise<Pipeline> {
  const absolute = path.resolve(file);
  process.argv = [process.execPath, absolute, ...args];
  let ran = 0;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(isPurlinError(error) ? error : new ProgramFailedError(file, error));
    };
    setRunHook((pipeline) => {
      ran += 1;
      if (ran < wanted) return Promise.resolve(passedOver);
      resolve(pipeline);
      return new Promise(() => undefined);
    });
    // A program need not await its run(), nor a function that calls it: so the end of its module is not yet its own.
    process.once("beforeExit", () => reject(new NoPipelineError(file, ran, wanted)));
    process.on("uncaughtException", fail);
    import(pathToFileURL(absolute).href).catch(fail);
  });
}
