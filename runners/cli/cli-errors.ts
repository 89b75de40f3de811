import path from "node:path";
import { fileURLToPath } from "node:url";

import { PurlinError } from "../../sdk/values/purlin-error.ts";

/** Thrown when the command was given something that it can't use: it ends with exit code 2. */
export class UsageError extends PurlinError {
  constructor(summary: string, remedy: string) {
    super("UsageError", "PURLIN_USAGE", { summary, remedies: [remedy] });
  }
}

/** Thrown when the user's program failed before it had run its pipeline. */
export class ProgramFailedError extends PurlinError {
  constructor(file: string, cause: unknown) {
    const place = cause instanceof Error ? placeIn(cause) : undefined;
    super("ProgramFailedError", "PURLIN_PROGRAM_FAILED", {
      summary: `"${file}" failed before it ran a pipeline.`,
      facts: { error: String(cause), ...(place === undefined ? {} : { at: place }) },
      cause,
    });
  }
}

/** Thrown when the user's program came to its end without running the pipeline that is asked for. */
export class NoPipelineError extends PurlinError {
  constructor(file: string, ran: number, wanted: number) {
    const which = wanted === 1 ? "a pipeline" : `pipeline ${wanted}`;
    super("NoPipelineError", "PURLIN_NO_PIPELINE", {
      summary: `"${file}" ended without running ${which}.`,
      facts: { "pipelines run": String(ran) },
      remedies:
        ran > 0
          ? [`choose one that it runs:  --pipeline=${ran}`]
          : [
              "let it call  p.run()  when it is imported: it is not the main module here, so import.meta.main is false",
              "if what it does depends on its arguments, give them behind two dashes:  purlin graph FILE -- ARGUMENTS",
            ],
    });
  }
}

/** What is said when the user's program ended the process, by process.exit, before its pipeline could be written. */
export class ProgramExitedError extends PurlinError {
  constructor(file: string, exitCode: number) {
    super("ProgramExitedError", "PURLIN_PROGRAM_EXITED", {
      summary: `"${file}" ended the process before its pipeline was written.`,
      facts: { "exit code": String(exitCode) },
      remedies: ["let it call  p.run()  before it calls process.exit, and wait for what that returns"],
    });
  }
}

/** Thrown when a rendering can't be written where it should go. */
export class OutputError extends PurlinError {
  constructor(file: string, cause: unknown) {
    super("OutputError", "PURLIN_OUTPUT", {
      summary: `"${file}" can't be written.`,
      facts: { error: String(cause) },
      remedies: ["name a file in a folder that exists and may be written:  --out=FILE"],
      cause,
    });
  }
}

/** Thrown when a pool of workers can't listen where it should. */
export class ListenError extends PurlinError {
  constructor(address: string, cause: Error) {
    super("ListenError", "PURLIN_LISTEN", {
      summary: `The pool can't listen on ${address}.`,
      facts: { error: cause.message },
      remedies: ["choose another port or host, or end what listens there"],
      cause,
    });
  }
}

/** Thrown when runners have not come to the same results, or not all of them to any. */
export class DifferentResultsError extends PurlinError {
  constructor(reference: string, others: readonly string[]) {
    super("DifferentResultsError", "PURLIN_DIFFERENT_RESULTS", {
      summary: `The results differ from those of ${reference}: on ${others.join(", ")}.`,
    });
  }
}

/** Thrown when Dataflow would refuse to put one pipeline in the place of another. */
export class UpdateRefusedError extends PurlinError {
  constructor(changes: number, remedies: readonly string[]) {
    super("UpdateRefusedError", "PURLIN_UPDATE_REFUSED", {
      summary: `The update would be refused, for ${changes === 1 ? "one change" : `${String(changes)} changes`}.`,
      remedies,
    });
  }
}

/** The error of a run in another process. */
export class RunFailedError extends PurlinError {
  constructor(name: string, code: string, message: string) {
    super(name, code, { summary: message });
  }
}

/** Returns the first file and line that the stack names; of code that can't be parsed, that is above its frames. */
function placeIn({ stack = "" }: Error): string | undefined {
  const place = /^(?: {4}at (?:.*\()?)?((?:file:\/\/|\/|[A-Za-z]:\\).*?)((?::\d+){1,2})\)?$/m.exec(stack);
  if (place === null) return undefined;
  const [, file = "", position = ""] = place;
  const absolute = file.startsWith("file:") ? fileURLToPath(file) : file;
  const relative = path.relative(process.cwd(), absolute);
  return (relative.startsWith("..") ? absolute : relative) + position;
}
