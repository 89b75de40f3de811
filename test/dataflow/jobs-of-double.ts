import { afterEach } from "vitest";
import type { DataflowClient } from "../../runners/dataflow/client/dataflow-client.ts";
import { connectToDataflow } from "../../runners/dataflow/client/google-client.ts";
import { DataflowJob } from "../../runners/dataflow/following/dataflow-job.ts";
import type { DataflowJobParts } from "../../runners/dataflow/following/dataflow-job-parts.ts";
import { JobLog } from "../../runners/portable/job-log.ts";
import { startDataflowDouble, type DataflowDouble, type DoubleOptions } from "../services/dataflow/dataflow-double.ts";
import { scriptedExecutor, type Script } from "../services/dataflow/scripted-executor.ts";

let running: DataflowDouble | undefined;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** Starts a double for one test, which ends with it, and returns it with a client of it. */
export async function doubleAndClient(
  options: DoubleOptions = {},
): Promise<{ readonly double: DataflowDouble; readonly client: DataflowClient }> {
  running = await startDataflowDouble(options);
  const where = { project: "my-project", region: "europe-west1", dataflowEndpoint: running.endpoint };
  return { double: running, client: await connectToDataflow(where) };
}

/** A job that is followed, and all that was said of it. */
export interface FollowedJob {
  readonly double: DataflowDouble;
  readonly client: DataflowClient;
  readonly job: DataflowJob;
  readonly said: () => string;
}

/** What a followed job is like, besides its script. */
export interface FollowOptions extends DoubleOptions {
  readonly parts?: Partial<DataflowJobParts>;
  readonly type?: "JOB_TYPE_BATCH" | "JOB_TYPE_STREAMING";
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  /** Called before it is followed. */
  readonly prepare?: (double: DataflowDouble) => void;
}

/** Short enough for tests; what is to be waited for in one is said there. */
export const shortTimes = {
  firstPauseMillis: 5,
  longestPauseMillis: 20,
  patienceMillis: 400,
  newJobMillis: 5_000,
  lastWordsMillis: 500,
} as const;

/** Creates a job of a script at a double of its own, and follows it. */
export async function followed(script: Script, options: FollowOptions = {}): Promise<FollowedJob> {
  const { parts = {}, type = "JOB_TYPE_BATCH", verbose = false, quiet = false, prepare, ...rest } = options;
  const { double, client } = await doubleAndClient({ executor: scriptedExecutor({ script: () => script }), ...rest });
  const lines: string[] = [];
  const created = await client.create({ name: "count-words", type, clientRequestId: "1" });
  prepare?.(double);
  const job = follow(client, created, {
    log: new JobLog({
      name: "dataflow",
      quiet,
      verbose,
      isForPeople: true,
      stream: { write: (text) => lines.push(text) },
    }),
    minimumImportance: verbose ? "JOB_MESSAGE_DEBUG" : "JOB_MESSAGE_BASIC",
    ...parts,
  });
  return { double, client, job, said: () => lines.join("") };
}

/** Follows a job that a double has taken. */
export function follow(
  client: DataflowClient,
  job: DataflowJobParts["job"],
  parts: Partial<DataflowJobParts> = {},
): DataflowJob {
  return new DataflowJob({
    job,
    client,
    log: new JobLog({ name: "dataflow", quiet: true, verbose: false, stream: { write: () => true } }),
    minimumImportance: "JOB_MESSAGE_BASIC",
    stepNames: () => Promise.resolve((id) => `Step of ${id}`),
    times: shortTimes,
    ...parts,
  });
}
