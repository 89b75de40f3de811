import type { RecordSink } from "./read-records.ts";
import type { RowPlan } from "./row-plan.ts";

/**
 * Gives a row to the step that reads it, as the library of its schema makes it where there is one. What the library has
 * against it is thrown, or where the library waits, rejected with.
 */
export function emitRow(row: unknown, validate: RowPlan["validate"], { emit }: RecordSink): Promise<void> | undefined {
  const valid = validate === undefined ? row : validate(row);
  if (valid instanceof Promise) return valid.then(emit);
  emit(valid);
  return undefined;
}
