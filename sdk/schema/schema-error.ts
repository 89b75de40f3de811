import { type ErrorParts, PurlinError } from "../values/purlin-error.ts";

/** A schema that contradicts itself, or a value that a field's type can't hold. Its code is `PURLIN_SCHEMA`. */
export class SchemaError extends PurlinError {
  constructor(parts: ErrorParts) {
    super("SchemaError", "PURLIN_SCHEMA", parts);
  }
}
