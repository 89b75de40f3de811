import { JobState_Enum } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import type { JobState } from "../../sdk/pipeline/result.ts";

/** The states that a job never leaves, and what each means here. */
const ends: ReadonlyMap<JobState_Enum, Exclude<JobState, "running">> = new Map([
  [JobState_Enum.DONE, "done"],
  [JobState_Enum.DRAINED, "done"],
  // A job that was replaced by a newer one goes on as that.
  [JobState_Enum.UPDATED, "done"],
  [JobState_Enum.FAILED, "failed"],
  [JobState_Enum.CANCELLED, "cancelled"],
]);

/** Returns how a job has ended; undefined while it hasn't. */
export function endOf(state: JobState_Enum): Exclude<JobState, "running"> | undefined {
  return ends.get(state);
}

/** Returns the name of a state for messages: `"running"`. */
export function nameOfState(state: JobState_Enum): string {
  const [name = `state ${String(state)}`] = Object.entries(JobState_Enum).find(([, number]) => number === state) ?? [];
  return name.toLowerCase();
}
