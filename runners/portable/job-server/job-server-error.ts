import { PurlinError, type ErrorParts } from "../../../sdk/values/purlin-error.ts";

/** Thrown when an engine's job server can't be installed or started. */
export class JobServerError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("JobServerError", "PURLIN_JOB_SERVER", parts);
  }
}
