import { PurlinError, type ErrorParts } from "../values/purlin-error.ts";

/** Thrown when options are given, or declared, in a way that can't be understood. */
export class OptionError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("OptionError", "PURLIN_OPTION", parts);
  }
}
