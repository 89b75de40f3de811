import { fromBinary } from "@bufbuild/protobuf";
import { loadGcsClient } from "../../io/filesystems/gcs/gcs-client.ts";
import { parseGcsUrl } from "../../io/filesystems/gcs/gcs-url.ts";
import { PipelineSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { JobLog } from "../portable/job-log.ts";
import { stepNames } from "../portable/step-names.ts";
import { ApiError } from "./client/api-error.ts";
import type { DataflowClient, JobRegion } from "./client/dataflow-client.ts";
import { explainApiError } from "./client/explain-api-error.ts";
import { connectTo } from "./connect.ts";
import { DataflowJob } from "./following/dataflow-job.ts";
import { minimumImportance } from "./following/minimum-importance.ts";
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
    stepNames: () => stepNamesOf(job),
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

/** Returns what gives the full name of the step of a transform: by the staged pipeline, where that can still be read. */
export async function stepNamesOf({ environment }: JobBody): Promise<(transformId: string) => string> {
  const { options } = (environment?.sdkPipelineOptions ?? {}) as {
    readonly options?: { readonly pipelineUrl?: unknown };
  };
  try {
    const { bucket, object } = parseGcsUrl(String(options?.pipelineUrl));
    const [bytes] = await (await loadGcsClient()).bucket(bucket).file(object).download();
    return stepNames(fromBinary(PipelineSchema, bytes));
  } catch {
    // The metrics of a job of which only ids are known are better than none.
    return (id) => id;
  }
}
