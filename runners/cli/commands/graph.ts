import { Option, type Command } from "commander";
import type { Format } from "../render-pipeline.ts";
import { positiveNumber } from "./positive-number.ts";

const formats: readonly Format[] = ["mermaid", "dot", "json", "proto"];

/** What commander has read of `purlin graph`. */
interface GraphFlags {
  readonly format: Format;
  readonly out?: string;
  readonly pipeline: number;
}

/** Adds `purlin graph`. */
export function addGraph(program: Command): void {
  program
    .command("graph")
    .description("Write the pipeline that a program runs, without running it.")
    .usage("[options] FILE [-- the program's arguments]")
    .argument("<file>", "the program's main module")
    .argument("[args...]", "the program's arguments, behind two dashes")
    .addOption(new Option("--format <format>", "what to write").choices(formats).default("mermaid"))
    .option("--out <file>", "the file to write (default: standard output)")
    .option("--pipeline <number>", "which one, of a program that runs several", positiveNumber, 1)
    .addHelpText("after", "\nExample:\n  purlin graph examples/wordcount.ts --format=dot -- --input=book.txt")
    .action(async (file: string, args: string[], { format, out, pipeline }: GraphFlags) => {
      const { graphCommand } = await import("../graph-command.ts");
      await graphCommand({ file, args, format, out, pipeline });
    });
}
