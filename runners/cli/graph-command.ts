import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";

import { OutputError, ProgramExitedError, UsageError } from "./cli-errors.ts";
import { evaluateProgram, type Program } from "./evaluate-program.ts";
import { errorText } from "./print-error.ts";
import { renderPipeline, type Format } from "./render-pipeline.ts";

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

/**
 * Takes standard output away from the program, whose prints go to standard error from now on: what is piped onwards is
 * the rendering alone.
 */
function takeStandardOutput(): (bytes: Uint8Array) => Promise<void> {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return (bytes) =>
    new Promise((resolve, reject) => {
      // A reader that has seen enough, such as `head`, is no error.
      write(bytes, (error) => {
        if (error && !("code" in error && error.code === "EPIPE")) reject(new OutputError("standard output", error));
        else resolve();
      });
    });
}
