import type { Command } from "commander";

/** Adds `purlin doctor`. */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("Print what is missing for which runner, and the command that mends it.")
    .option("--runner <name>", "look at what this runner needs; the exit code is 1 when something is missing")
    .option("--json", "print data for other programs")
    .action(async ({ runner, json = false }: { readonly runner?: string; readonly json?: boolean }) => {
      const { examine } = await import("../doctor/examine.ts");
      if (!(await examine(runner, json))) process.exit(1);
    });
}
