import { RpcError } from "../../sdk/harness/rpc/rpc-error.ts";
import { connectToJobServer } from "./job-client.ts";
import { JobEndpointError } from "./job-errors.ts";
import { JobLog } from "./job-log.ts";
import { PortableJob } from "./portable-job.ts";
import { stepNames } from "./step-names.ts";

/** Which job is meant, and how much of it is shown. */
export interface AttachOptions {
  /** The `host:port` of its job server. */
  readonly jobEndpoint: string;
  readonly jobId: string;
  /** What the lines of its log begin with; `"job"` when left out. */
  readonly name?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/**
 * Returns a job that was submitted before, by this process or another: to wait for it, to cancel it, to read its metrics.
 * To let go of it, or of the process, leaves the job as it is.
 *
 * @throws JobEndpointError when the server can't be reached, or doesn't know the job
 */
export async function attachToJob(options: AttachOptions): Promise<PortableJob> {
  const { jobId, name = "job", quiet = false, verbose = false } = options;
  const connection = await connectToJobServer(options.jobEndpoint);
  try {
    const { pipeline } = await connection.client.getPipeline({ jobId });
    return new PortableJob({
      jobId,
      runner: name,
      connection,
      log: new JobLog({ name, quiet, verbose }),
      stepOf: pipeline === undefined ? (id) => id : stepNames(pipeline),
      failure: new Promise(() => undefined),
      longestCancelMillis: 5_000,
      onEnd: () => {
        connection.client.close();
        return Promise.resolve();
      },
    });
  } catch (cause) {
    connection.client.close();
    throw cause instanceof RpcError ? noSuchJob(options, cause) : cause;
  }
}

function noSuchJob({ jobEndpoint, jobId }: AttachOptions, cause: RpcError): JobEndpointError {
  return new JobEndpointError({
    summary: `The job server at ${jobEndpoint} gives no job "${jobId}".`,
    facts: { "the answer": cause.details },
    remedies: ["list the jobs that it knows:  purlin jobs --jobEndpoint=" + jobEndpoint],
    cause,
  });
}
