import { PipelineNotFoundError } from "../../../sdk/staging/staging-errors.ts";
import { PurlinError } from "../../../sdk/values/purlin-error.ts";

/** What to do where threads are of no use. */
export const inOneThread = "run it in one thread:  leave --parallelism out";

/** Returns the error for a pipeline that threads can't find again. */
export function threadsCantFind(reason: string, cause?: unknown): PipelineNotFoundError {
  return new PipelineNotFoundError(reason, {}, cause, inOneThread);
}

/** What is known of the end of a thread. */
interface ThreadEnd {
  /** The user's steps of the stage that it was running, if any. */
  readonly steps: readonly string[] | undefined;
  readonly exitCode?: number;
  /** What was thrown there, and not by a step. */
  readonly error?: unknown;
}

/** Thrown when a thread that runs stages of a job is gone before the job has ended. */
export class ThreadEndedError extends PurlinError {
  constructor({ steps = [], exitCode, error }: ThreadEnd) {
    const { reason, remedies } = error === undefined ? exited(exitCode) : crashed(error);
    super("ThreadEndedError", "PURLIN_THREAD_ENDED", {
      summary: `A thread of the job has ended before its work: ${reason}.`,
      facts: steps.length === 0 ? {} : { "it was running": steps.map((step) => `"${step}"`).join(", ") },
      remedies,
      cause: error,
    });
  }
}

interface Why {
  readonly reason: string;
  readonly remedies: readonly string[];
}

function exited(code = 0): Why {
  return {
    reason: `process.exit(${String(code)}) was called in it`,
    remedies: ["throw an error in a step, in the place of  process.exit()", inOneThread],
  };
}

function crashed(error: unknown): Why {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return {
      reason: "its memory was used up",
      remedies: [
        "keep less in the memory of these steps",
        "run fewer threads, which then have more each:  --parallelism=N",
        "say how much each may have:  node --max-old-space-size=MEGABYTES",
      ],
    };
  }
  return {
    reason: `it has thrown an error outside of any step: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    remedies: ["await promises, and catch errors of events, where a step begins them"],
  };
}

/** Returns the error of a thread that has not come to its pipeline. */
export function notReadyError(file: string, error: unknown): unknown {
  if (error instanceof ThreadEndedError) {
    const how = error.cause === undefined ? "ended the thread" : "failed";
    return threadsCantFind(`"${file}" ${how} before it called run(), when it was evaluated again`, error.cause);
  }
  return error instanceof PurlinError ? error : threadsCantFind(`"${file}" failed when it was evaluated again`, error);
}
