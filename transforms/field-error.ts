import { PurlinError } from "../sdk/index.ts";

/** Thrown when a step names a field that the rows don't have, or gives two fields one name. */
export class FieldError extends PurlinError {
  constructor(
    summary: string,
    { fields, remedies }: { readonly fields: readonly string[]; readonly remedies: readonly string[] },
  ) {
    super("FieldError", "PURLIN_FIELD", { summary, facts: { fields: fields.join(", ") }, remedies });
  }
}
