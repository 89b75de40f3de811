import { RpcError } from "../../sdk/harness/rpc/rpc-error.ts";
import { makeClient, type RpcClient } from "../../sdk/harness/rpc/client.ts";
import {
  JobService,
  type PipelineOptionDescriptor,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { JobEndpointError } from "./job-errors.ts";

/** A client of a job server. */
export type JobClient = RpcClient<typeof JobService>;

/** A job server that has answered. */
export interface JobConnection {
  readonly client: JobClient;
  readonly endpoint: string;
  /** The options that it knows; none where it doesn't say. */
  readonly options: readonly PipelineOptionDescriptor[];
}

const longestAnswerMillis = 30_000;

/**
 * Connects to a job server, and asks it something to see that it is one.
 *
 * @param endpoint - `host:port`
 * @throws JobEndpointError when nothing answers there, or something else does
 */
export async function connectToJobServer(endpoint: string): Promise<JobConnection> {
  if (!/^[^\s/]+:\d+$/.test(endpoint)) {
    throw new JobEndpointError({
      summary: `"${endpoint}" is not the address of a job server.`,
      remedies: ["write its host and port:  --jobEndpoint=localhost:8099"],
    });
  }
  const client = makeClient(JobService, endpoint);
  try {
    return { client, endpoint, options: await describeOptions(client) };
  } catch (cause) {
    client.close();
    throw notAJobServer(endpoint, cause);
  }
}

/** Not every job server describes its options, but each knows its jobs. */
async function describeOptions(client: JobClient): Promise<PipelineOptionDescriptor[]> {
  try {
    return (await client.describePipelineOptions({}, { timeoutMillis: longestAnswerMillis })).options;
  } catch (error) {
    if (!(error instanceof RpcError) || !error.isUnimplemented) throw error;
    await client.getJobs({}, { timeoutMillis: longestAnswerMillis });
    return [];
  }
}

function notAJobServer(endpoint: string, cause: unknown): JobEndpointError {
  const isRefused = cause instanceof RpcError && cause.isUnavailable;
  return new JobEndpointError({
    summary: isRefused ? `No job server answers at ${endpoint}.` : `What answers at ${endpoint} is not a job server.`,
    facts: { "the answer": cause instanceof RpcError ? cause.details : String(cause) },
    remedies: [
      "check the address, and that the job server runs",
      "leave --jobEndpoint out: a job server is then started for the job",
    ],
    cause,
  });
}
