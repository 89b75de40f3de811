import type { JobState_Enum } from "../../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { followStream } from "../../portable/follow-stream.ts";
import { JobEndpointError } from "../../portable/job-errors.ts";
import { endOf, nameOfState } from "../../portable/job-states.ts";
import { printJson } from "../print.ts";
import { withJob, type JobAddress, type KnownJob } from "./job-access.ts";

/** How long the engine may take to cancel a job. */
const longestCancelMillis = 30_000;

/**
 * Cancels a job, waits for its end and prints how it has ended, which may have been before.
 *
 * @throws JobEndpointError when it goes on
 */
export async function cancelJob(address: JobAddress, isJson: boolean): Promise<void> {
  const state = await withJob(address, async (job) => {
    const before = await job.connection.client.getState({ jobId: job.jobId });
    if (endOf(before.state) !== undefined) return before.state;
    await job.connection.client.cancel({ jobId: job.jobId });
    return endState(job);
  });
  if (isJson) printJson({ job: address.jobId, state: nameOfState(state) });
  else console.log(`The job ${address.jobId} is ${nameOfState(state)}.`);
}

async function endState({ jobEndpoint, jobId, connection }: KnownJob): Promise<JobState_Enum> {
  const signal = AbortSignal.timeout(longestCancelMillis);
  let end: JobState_Enum | undefined;
  await followStream({
    endpoint: jobEndpoint,
    signal,
    open: () => connection.client.getStateStream({ jobId }, { signal }),
    take: ({ state }) => {
      if (endOf(state) === undefined) return false;
      end = state;
      return true;
    },
  });
  if (end !== undefined) return end;
  throw new JobEndpointError({
    summary: `The job ${jobId} was told to end, but has not within ${String(longestCancelMillis / 1000)} s.`,
    remedies: [`look how it is doing:  purlin jobs --jobEndpoint=${jobEndpoint}`],
  });
}
