import { statSync } from "node:fs";
import type { Command } from "commander";
import { UsageError } from "../cli-errors.ts";

/** Adds `purlin run`. */
export function addRun(program: Command): void {
  program
    .command("run")
    .description("Run a program under supervision: Ctrl-C ends it within a second, whatever its functions do.")
    .usage("FILE [the program's options]")
    .argument("<file>", "the program's main module")
    .argument("[args...]", "the program's own options, such as --runner=flink")
    .addHelpText("after", "\nExample:\n  purlin run examples/wordcount.ts --runner=prism --input=book.txt")
    .action(async (file: string, args: string[]) => {
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
        throw new UsageError(`There is no file "${file}".`, "name the program's main module: a .ts, .js or .mjs file");
      }
      const { superviseProgram } = await import("../run/supervise-program.ts");
      const { exitCode } = await superviseProgram({ file, args });
      process.exit(exitCode);
    });
}

/**
 * Puts two dashes behind the file of `purlin run`, so that all that follows is the program's: what a program may be given
 * is not for this command to know.
 */
export function withProgramArguments(argv: readonly string[]): readonly string[] {
  const [node = "", purlin = "", ...rest] = argv;
  const command = rest.findIndex((word) => !word.startsWith("-"));
  if (rest[command] !== "run") return argv;
  const file = rest.findIndex((word, index) => index > command && !word.startsWith("-"));
  if (file === -1 || rest.slice(command, file).includes("--")) return argv;
  const own = rest[file + 1] === "--" ? rest.slice(file + 2) : rest.slice(file + 1);
  return [node, purlin, ...rest.slice(0, file + 1), "--", ...own];
}
