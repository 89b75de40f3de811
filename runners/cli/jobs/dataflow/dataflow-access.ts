import { ApiError } from "../../../dataflow/client/api-error.ts";
import type { DataflowClient } from "../../../dataflow/client/dataflow-client.ts";
import type { JobRegion } from "../../../dataflow/client/job-region.ts";
import { explainApiError } from "../../../dataflow/client/explain-api-error.ts";
import { connectTo } from "../../../dataflow/connect.ts";

/** A job of Dataflow. */
export interface DataflowAddress {
  readonly where: JobRegion;
  readonly jobId: string;
}

/** What is asked of Dataflow. */
interface Errand {
  /** Behind "to": `list the jobs`. */
  readonly doing: string;
  readonly permission: string;
  readonly thing?: string;
}

/**
 * Does something with Dataflow's API.
 *
 * @throws DataflowError when it is refused, or nobody answers
 */
export async function withDataflow<T>(
  where: JobRegion,
  errand: Errand,
  use: (client: DataflowClient) => Promise<T>,
): Promise<T> {
  const client = await connectTo(where, errand.doing);
  try {
    return await use(client);
  } catch (error) {
    throw error instanceof ApiError ? explainApiError(error, { ...errand, where }) : error;
  }
}
