import { RpcError } from "../../../sdk/harness/rpc/rpc-error.ts";
import type { Pipeline } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { connectToJobServer, type JobConnection } from "../../portable/job-client.ts";
import { JobEndpointError } from "../../portable/job-errors.ts";

/** A job of a job server. */
export interface JobAddress {
  /** The `host:port` of its job server. */
  readonly jobEndpoint: string;
  readonly jobId: string;
}

/** A job that its server knows. */
export interface KnownJob extends JobAddress {
  readonly connection: JobConnection;
  readonly pipeline: Pipeline | undefined;
}

/**
 * Does something with a job server.
 *
 * @throws JobEndpointError when it can't be reached, is none, or refuses what it is asked
 */
export async function withJobServer<T>(endpoint: string, use: (connection: JobConnection) => Promise<T>): Promise<T> {
  const connection = await connect(endpoint);
  try {
    return await use(connection);
  } catch (cause) {
    if (!(cause instanceof RpcError)) throw cause;
    throw new JobEndpointError({
      summary: `The job server at ${endpoint} doesn't do what it is asked.`,
      facts: { "the answer": answerOf(cause) },
      cause,
    });
  } finally {
    connection.client.close();
  }
}

/**
 * Does something with a job.
 *
 * @throws JobEndpointError as {@link withJobServer} does, and when the server doesn't know the job
 */
export function withJob<T>({ jobEndpoint, jobId }: JobAddress, use: (job: KnownJob) => Promise<T>): Promise<T> {
  return withJobServer(jobEndpoint, async (connection) => {
    const { pipeline } = await connection.client.getPipeline({ jobId }).catch((cause: unknown) => {
      throw cause instanceof RpcError ? noSuchJob({ jobEndpoint, jobId }, cause) : cause;
    });
    return use({ jobEndpoint, jobId, connection, pipeline });
  });
}

async function connect(endpoint: string): Promise<JobConnection> {
  try {
    return await connectToJobServer(endpoint);
  } catch (cause) {
    if (!(cause instanceof JobEndpointError)) throw cause;
    // To leave the endpoint out, as it is advised to those who run a program, is no choice here.
    throw new JobEndpointError({
      summary: cause.summary,
      facts: cause.facts,
      remedies: ["check the address, and that the job server runs:  --jobEndpoint=localhost:8099"],
      cause,
    });
  }
}

function noSuchJob({ jobEndpoint, jobId }: JobAddress, cause: RpcError): JobEndpointError {
  return new JobEndpointError({
    summary: `The job server at ${jobEndpoint} gives no job "${jobId}".`,
    facts: { "the answer": answerOf(cause) },
    remedies: [`list the jobs that it knows:  purlin jobs --jobEndpoint=${jobEndpoint}`],
    cause,
  });
}

/** Not every server says more than a status. */
function answerOf({ details, facts }: RpcError): string {
  return details === "" ? (facts.status ?? "nothing") : details;
}
