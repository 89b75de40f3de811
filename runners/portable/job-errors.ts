import { PurlinError, type ErrorParts } from "../../sdk/values/purlin-error.ts";

/** Thrown when a job on another engine fails, with the cause that the engine has given. */
export class RemoteJobError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("RemoteJobError", "PURLIN_REMOTE_JOB", parts);
  }
}

/** Thrown when a job server can't be reached, is none, or is lost for good while it runs a job. */
export class JobEndpointError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("JobEndpointError", "PURLIN_JOB_ENDPOINT", parts);
  }
}

/** Thrown when a pipeline needs what the runner can't do. */
export class UnsupportedFeatureError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("UnsupportedFeatureError", "PURLIN_UNSUPPORTED_FEATURE", parts);
  }
}
