import { JobLog } from "../portable/job-log.ts";
import { ApiError } from "./client/api-error.ts";
import type { DataflowClient } from "./client/dataflow-client.ts";
import type { JobRegion } from "./client/job-region.ts";
import { explainApiError } from "./client/explain-api-error.ts";
import { connectTo } from "./connect.ts";
import { DataflowJob } from "./following/dataflow-job.ts";
import { minimumImportance } from "./following/minimum-importance.ts";
import { stagedStepNames } from "./following/staged-step-names.ts";
import type { JobBody } from "./plan.ts";

/** Which job is meant, and how much of it is shown. */
export interface AttachToDataflowOptions extends JobRegion {
  readonly jobId: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/**
 * Returns a job on Google Cloud Dataflow that was submitted before, by this process or another: to wait for it, to cancel
 * or drain it, to read its metrics. To let go of it, or of the process, leaves the job as it is.
 *
 * @throws DataflowError when there is no such job, or it may not be seen
 *
 * @example
 * ```ts
 * const job = await attachToDataflowJob({ project: "my-project", region: "europe-west1", jobId });
 * const { metrics } = await job.waitUntilFinish();
 * ```
 */
export async function attachToDataflowJob(options: AttachToDataflowOptions): Promise<DataflowJob> {
  const { jobId, quiet = false, verbose = false } = options;
  const client = await connectTo(options, `find the job "${jobId}"`);
  const job = await knownJob(client, jobId);
  return new DataflowJob({
    job,
    client,
    log: new JobLog({ name: "dataflow", quiet, verbose, isForPeople: true }),
    minimumImportance: minimumImportance({ quiet, verbose }),
    stepNames: () => stagedStepNames(job),
  });
}

/**
 * Returns all that the service knows of a job.
 *
 * @throws DataflowError when there is no such job, or it may not be seen
 */
async function knownJob(client: DataflowClient, jobId: string): Promise<JobBody> {
  try {
    return await client.get(jobId, { isWhole: true });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { where } = client;
    const thing = `job "${jobId}"`;
    throw explainApiError(error, { doing: `find the ${thing}`, where, permission: "dataflow.jobs.get", thing });
  }
}
