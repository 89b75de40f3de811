import type { JobState } from "../../../sdk/pipeline/result.ts";

/** The states that a job never leaves, and what each means here. One that was replaced goes on as another. */
const ends: ReadonlyMap<string, Exclude<JobState, "running">> = new Map([
  ["JOB_STATE_DONE", "done"],
  ["JOB_STATE_DRAINED", "done"],
  ["JOB_STATE_UPDATED", "done"],
  ["JOB_STATE_FAILED", "failed"],
  ["JOB_STATE_CANCELLED", "cancelled"],
]);

/** Returns how a job has ended; undefined while it hasn't, and of a state that is not known, or not told yet. */
export function endOf(state: string | null | undefined): Exclude<JobState, "running"> | undefined {
  return ends.get(state ?? "");
}

/** Returns the name of a state for messages: `"cleaning up"` of `JOB_STATE_RESOURCE_CLEANING_UP`. */
export function nameOfState(state: string | null | undefined): string {
  const name = (state ?? "JOB_STATE_UNKNOWN").replace(/^JOB_STATE_/, "");
  return name.toLowerCase().replace("resource_", "").replaceAll("_", " ");
}
