import { type ErrorParts, PurlinError } from "../values/purlin-error.ts";

/** A value that a coder can't write, or bytes that it can't read. Its code is `PURLIN_CODER`. */
export class CoderError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("CoderError", "PURLIN_CODER", parts);
  }
}
