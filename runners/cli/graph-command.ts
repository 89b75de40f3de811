import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";

import { OutputError, ProgramExitedError, UsageError } from "./cli-errors.ts";
import { evaluateProgram, type Program } from "./evaluate-program.ts";
import { errorText } from "./print-error.ts";
import { renderPipeline, type Format } from "./render-pipeline.ts";
import { takeStandardOutput } from "./take-standard-output.ts";

/** What `purlin graph` was given. */
export interface GraphRequest extends Program {
  readonly format: Format;
  /** The file to write; standard output when undefined. */
  readonly out: string | undefined;
}

/**
 * Writes the pipeline that a program runs, in one of several forms, without running it.
 *
 * @throws PurlinError when the program fails or runs no pipeline, or the output can't be written
 */
export async function graphCommand(request: GraphRequest): Promise<void> {
  const { file, format, out } = request;
  if (!existsSync(file))
    throw new UsageError(`There is no file "${file}".`, "name the program's main module: a .ts, .js or .mjs file");
  if (format === "proto" && out === undefined && process.stdout.isTTY) {
    throw new UsageError(
      "A proto is bytes, which a terminal can't show.",
      "name a file:  --out=FILE, or take  --format=json",
    );
  }
  const write = takeStandardOutput();
  // A program that ends the process itself would leave nothing written, and nothing said.
  const complain = (code: number): void => {
    console.error(errorText(new ProgramExitedError(file, code), false));
    if (code === 0) process.exitCode = 1;
  };
  process.once("exit", complain);
  try {
    const rendering = await renderPipeline(await evaluateProgram(request), format);
    await (out === undefined
      ? write(rendering)
      : writeFile(out, rendering).catch((error: unknown) => {
          throw new OutputError(out, error);
        }));
  } finally {
    process.off("exit", complain);
  }
}
