import { readFileSync } from "node:fs";

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

import { UsageError } from "./cli-errors.ts";
import { errorText } from "./print-error.ts";
import type { Format } from "./render-pipeline.ts";

const formats: readonly Format[] = ["mermaid", "dot", "json", "proto"];

/** What commander has read of `purlin graph`. */
interface GraphFlags {
  readonly format: Format;
  readonly out?: string;
  readonly pipeline: number;
}

/**
 * Runs the command line of `purlin`, and ends the process: with 0; with 1 when the user's program is at fault; with 2
 * when the command line is.
 */
export async function runCommand(argv: readonly string[]): Promise<never> {
  const program = new Command("purlin")
    .description("Works with pipelines that are written with Purlin.")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "show this")
    .option("--verbose", "show errors with their stack and cause")
    .exitOverride();
  addGraph(program);
  try {
    await program.parseAsync(argv);
    process.exit(0);
  } catch (error) {
    // Commander has printed its own errors, and its help, before it throws.
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    console.error(errorText(error, program.opts<{ verbose?: boolean }>().verbose === true));
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}

function addGraph(program: Command): void {
  program
    .command("graph")
    .description("Write the pipeline that a program runs, without running it.")
    .usage("[options] FILE [-- the program's arguments]")
    .argument("<file>", "the program's main module")
    .argument("[args...]", "the program's arguments, behind two dashes")
    .addOption(new Option("--format <format>", "what to write").choices(formats).default("mermaid"))
    .option("--out <file>", "the file to write (default: standard output)")
    .option("--pipeline <number>", "which one, of a program that runs several", positive, 1)
    .addHelpText("after", "\nExample:\n  purlin graph examples/wordcount.ts --format=dot -- --input=book.txt")
    .action(async (file: string, args: string[], { format, out, pipeline }: GraphFlags) => {
      const { graphCommand } = await import("./graph-command.ts");
      await graphCommand({ file, args, format, out, pipeline });
    });
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It is a number from 1 on.");
  return Number(text);
}

function version(): string {
  // The package's own manifest lies at the same place in the repository and in what is packed.
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String((manifest as { version: unknown }).version);
}
