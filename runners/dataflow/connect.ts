import { ApiError } from "./client/api-error.ts";
import type { DataflowClient } from "./client/dataflow-client.ts";
import type { JobRegion } from "./client/job-region.ts";
import { explainApiError } from "./client/explain-api-error.ts";
import { connectToDataflow } from "./client/google-client.ts";

/**
 * Returns a client of the Dataflow API.
 *
 * @param doing - what for, behind "to": `submit the job "x"`
 * @throws DataflowError when there are no credentials
 * @throws MissingPackageError when Google's client is not installed
 */
export async function connectTo(where: JobRegion, doing: string): Promise<DataflowClient> {
  const { project, region, dataflowEndpoint } = where;
  try {
    return await connectToDataflow({ project, region, dataflowEndpoint });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw explainApiError(error, { doing, where, permission: "dataflow.jobs.get" });
  }
}
