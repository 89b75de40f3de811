import type { Command } from "commander";

interface CompareFlags {
  readonly runners: readonly string[];
  readonly json?: boolean;
}

/** Adds `purlin compare`. */
export function addCompare(program: Command): void {
  program
    .command("compare")
    .description("Run a program's pipeline on several runners, and compare the results as multisets.")
    .usage("[options] FILE [-- the program's arguments]")
    .argument("<file>", "the program's main module")
    .argument("[args...]", "the program's arguments, behind two dashes")
    .requiredOption("--runners <names>", "the runners, with commas between", (text: string) => text.split(","))
    .option("--json", "print data for other programs")
    .addHelpText(
      "after",
      "\nWhat is compared are the collections that no step takes, and what steps are given whose name begins with" +
        '\n"Write". The pipeline\'s functions run in this process, but for dataflow; what it writes, it writes once a runner.' +
        "\n\nExample:\n  purlin compare examples/wordcount.ts --runners=direct,prism -- --output=out/compared",
    )
    .action(async (file: string, args: string[], { runners, json = false }: CompareFlags) => {
      const { compareCommand } = await import("../compare/compare-command.ts");
      await compareCommand({ file, args, runners, json });
    });
  // What the command above starts for each runner.
  program
    .command("compare-run", { hidden: true })
    .argument("<runner>")
    .argument("<file>")
    .argument("[args...]")
    .action(async (runner: string, file: string, args: string[]) => {
      const { runCompared } = await import("../compare/run-compared.ts");
      await runCompared(runner, { file, args, pipeline: 1 });
    });
}
