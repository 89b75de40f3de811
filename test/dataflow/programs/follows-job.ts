// Follows a job of a double as the runner does:  follows-job.ts ENDPOINT ID
import { connectToDataflow } from "../../../runners/dataflow/client/google-client.ts";
import { DataflowJob } from "../../../runners/dataflow/following/dataflow-job.ts";
import { leaveWithProcess } from "../../../runners/dataflow/following/leave-process.ts";
import { JobLog } from "../../../runners/portable/job-log.ts";

const [endpoint = "", id = ""] = process.argv.slice(2);
const client = await connectToDataflow({ project: "p", region: "r", dataflowEndpoint: endpoint });
const leaving = { stop: (): Promise<void> => Promise.resolve() };
const job = new DataflowJob({
  job: await client.get(id),
  client,
  log: new JobLog({ name: "dataflow", quiet: false, verbose: false }),
  minimumImportance: "JOB_MESSAGE_BASIC",
  stepNames: () => Promise.resolve((step) => step),
  times: { firstPauseMillis: 20, longestPauseMillis: 50 },
  onEnd: () => leaving.stop(),
});
leaving.stop = leaveWithProcess(job, client.where);
const { state } = await job.waitUntilFinish();
console.log(`the program goes on: ${state}`);
