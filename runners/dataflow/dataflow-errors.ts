import { PurlinError, type ErrorParts } from "../../sdk/values/purlin-error.ts";

/** Thrown when a job can't be given to Dataflow, or has failed there. */
export class DataflowError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("DataflowError", "PURLIN_DATAFLOW", parts);
  }
}
