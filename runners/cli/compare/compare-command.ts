import { statSync } from "node:fs";
import { OutputElements } from "../../../sdk/testing/compare-outputs.ts";
import { compareRuns, type Comparison, type RunOutputs } from "../../../sdk/testing/compare-runs.ts";
import { loadRunner } from "../../index.ts";
import { DifferentResultsError, RunFailedError, UsageError } from "../cli-errors.ts";
import type { Program } from "../evaluate-program.ts";
import { superviseProgram } from "../run/supervise-program.ts";
import type { RunReport } from "./run-compared.ts";
import { comparisonJson } from "./show-comparison.ts";

/** What `purlin compare` was given. */
export interface CompareRequest extends Omit<Program, "pipeline"> {
  readonly runners: readonly string[];
  readonly json: boolean;
}

/**
 * Runs the pipeline of a program on several runners and prints whether the results are the same, and in what they differ.
 * Each run is a process of its own, since a program may remember what it has done before.
 *
 * @throws DifferentResultsError when they are not the same
 */
export async function compareCommand({ file, args, runners, json }: CompareRequest): Promise<void> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`There is no file "${file}".`, "name the program's main module: a .ts, .js or .mjs file");
  }
  if (runners.length < 2 || new Set(runners).size < runners.length) {
    throw new UsageError("Two runners or more can be compared, each once.", "name them:  --runners=direct,prism");
  }
  // Of one that there is not, it is better to hear before the others have run.
  for (const runner of runners) await loadRunner(runner);
  const comparison = await compareRuns(runners, (runner) => runInProcess(runner, { file, args }));
  process.stdout.write(json ? comparisonJson(comparison) : `${comparison.toString()}\n`);
  if (!comparison.isEqual) throw differenceError(comparison);
}

/** @throws RunFailedError with the error of the run */
async function runInProcess(runner: string, { file, args }: Omit<Program, "pipeline">): Promise<RunOutputs> {
  console.error(`purlin: running on ${runner}`);
  let report: RunReport | undefined;
  const { exitCode, wasToldToEnd } = await superviseProgram({
    file: process.argv[1] ?? "",
    args: ["compare-run", runner, file, "--", ...args],
    onMessage: (message) => {
      // Answers to the parent's questions are texts.
      if (typeof message === "object") report = message as RunReport;
    },
  });
  // What has ended this run was meant for all of them.
  if (wasToldToEnd) process.exit(exitCode);
  if (report === undefined) {
    throw new RunFailedError(
      "RunFailedError",
      "PURLIN_RUN_FAILED",
      `Its process ended with exit code ${String(exitCode)}.`,
    );
  }
  if ("error" in report) throw new RunFailedError(report.error.name, report.error.code, report.error.message);
  const outputs = new Map<string, OutputElements>();
  for (const { name, elements } of report.outputs) {
    const output = new OutputElements();
    for (const element of elements) output.addCounted(element);
    outputs.set(name, output);
  }
  return { outputs, millis: report.millis };
}

function differenceError({ runs }: Comparison): DifferentResultsError {
  const reference = runs.find(({ error }) => error === undefined)?.runner ?? "any";
  const others = runs.filter(({ error, differences }) => error !== undefined || differences.length > 0);
  return new DifferentResultsError(
    reference,
    others.map(({ runner }) => runner),
  );
}
