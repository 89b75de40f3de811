import type { Command } from "commander";
import { positiveNumber } from "./positive-number.ts";

interface CheckUpdateFlags {
  readonly transformNameMapping?: string;
  readonly pipeline: number;
  readonly json?: boolean;
}

/** Adds `purlin dataflow`. */
export function addDataflow(program: Command): void {
  const dataflow = program.command("dataflow").description("Work with Google Cloud Dataflow.");
  dataflow
    .command("check-update")
    .description("Say whether Dataflow would put a pipeline in the place of a running one; nothing is sent.")
    .usage("[options] OLD NEW [-- the programs' arguments]")
    .argument(
      "<old>",
      "the running pipeline: a program's main module, a dry run's folder, or a staged pipeline, also by its gs:// URL",
    )
    .argument("<new>", "the one to take its place: the same")
    .argument("[args...]", "the arguments of programs, behind two dashes")
    .option(
      "--transformNameMapping <JSON|file>",
      'names of steps that have changed: {"old":"new"}, "" where one is gone',
    )
    .option("--pipeline <number>", "which one, of a program that runs several", positiveNumber, 1)
    .option("--json", "print data for other programs")
    .addHelpText(
      "after",
      "\nIt ends with 0 when the update would be taken, though it may be risky, and with 1 when it would be refused." +
        "\n\nExample:\n  purlin dataflow check-update old/pipeline.pb pipeline.ts -- --topic=orders",
    )
    .action(async (old: string, now: string, args: string[], flags: CheckUpdateFlags) => {
      const { checkUpdate } = await import("../dataflow/check-update.ts");
      await checkUpdate({
        old,
        now,
        args,
        pipeline: flags.pipeline,
        mapping: flags.transformNameMapping,
        json: flags.json ?? false,
      });
    });
}
