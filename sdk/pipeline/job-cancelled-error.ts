import { PurlinError } from "../values/purlin-error.ts";

/** Thrown by a job that was cancelled. */
export class JobCancelledError extends PurlinError {
  /** @param waiting - the full names of the steps whose asynchronous functions were awaited then */
  constructor(reason: string, waiting: readonly string[] = []) {
    super("JobCancelledError", "PURLIN_JOB_CANCELLED", {
      summary: `The job was cancelled (${reason}). What it had begun to write was not made visible.`,
      ...(waiting.length > 0 && { facts: { "steps that wait": waiting.join(", ") } }),
    });
  }
}
