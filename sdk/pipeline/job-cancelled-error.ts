import { PurlinError } from "../values/purlin-error.ts";

/** Thrown by a job that was cancelled. */
export class JobCancelledError extends PurlinError {
  constructor(reason: string) {
    super("JobCancelledError", "PURLIN_JOB_CANCELLED", {
      summary: `The job was cancelled (${reason}). What it had begun to write was not made visible.`,
    });
  }
}
