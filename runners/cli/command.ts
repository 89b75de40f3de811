import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { UsageError } from "./cli-errors.ts";
import { addCompare } from "./commands/compare.ts";
import { addDataflow } from "./commands/dataflow.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addGraph } from "./commands/graph.ts";
import { addJobs } from "./commands/jobs.ts";
import { addRun, withProgramArguments } from "./commands/run.ts";
import { addRunners } from "./commands/runners.ts";
import { addWorkerPool } from "./commands/worker-pool.ts";
import { errorText } from "./print-error.ts";

/**
 * Runs the command line of `purlin`, and ends the process: with 0; with 1 when what was to be done has failed; with 2 when the
 * command line is at fault. `purlin run` ends with the exit code of the program.
 */
export async function runCommand(argv: readonly string[]): Promise<never> {
  const program = new Command("purlin")
    .description("Works with pipelines that are written with Purlin.")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "show this")
    .option("--verbose", "show errors with their stack and cause")
    .exitOverride();
  for (const add of [addRun, addCompare, addGraph, addJobs, addWorkerPool, addRunners, addDoctor, addDataflow])
    add(program);
  try {
    await program.parseAsync(withProgramArguments(argv));
    process.exit(0);
  } catch (error) {
    // Commander has printed its own errors, and its help, before it throws.
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    console.error(errorText(error, program.opts<{ verbose?: boolean }>().verbose === true));
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}

function version(): string {
  // The package's own manifest lies at the same place in the repository and in what is packed.
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String((manifest as { version: unknown }).version);
}
