import type { Command } from "commander";

/** Adds `purlin runners`. */
export function addRunners(program: Command): void {
  program
    .command("runners")
    .description("Print what each runner can do, by the table that pipelines are checked against before they run.")
    .option("--json", "print data for other programs")
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { features, runnerNames } = await import("../../portable/features.ts");
      const { printJson, printTable } = await import("../print.ts");
      if (json) {
        printJson(features.map(({ name, support }) => ({ feature: name, support })));
        return;
      }
      printTable(
        ["a pipeline with", ...runnerNames],
        features.map(({ name, support }) => [name, ...runnerNames.map((runner) => words[support[runner]])]),
      );
      console.log("\nrewritten: the pipeline is changed into one that the runner can run, to the same result");
    });
}

const words = Object.freeze({ native: "yes", rewritten: "rewritten", refused: "no" });
