import { JobLog } from "../../../portable/job-log.ts";
import { DataflowJob } from "../../../dataflow/following/dataflow-job.ts";
import { endOf, nameOfState } from "../../../dataflow/following/job-states.ts";
import { printJson } from "../../print.ts";
import { withDataflow, type DataflowAddress } from "./dataflow-access.ts";

/** Cancels a job, waits for its end and prints how it has ended, which may have been before. */
export function cancelDataflowJob(address: DataflowAddress, isJson: boolean): Promise<void> {
  return endJob(address, isJson, "cancel");
}

/** Drains a streaming job, waits for its end and prints how it has ended, which may have been before. */
export function drainDataflowJob(address: DataflowAddress, isJson: boolean): Promise<void> {
  return endJob(address, isJson, "drain");
}

async function endJob({ where, jobId }: DataflowAddress, isJson: boolean, how: "cancel" | "drain"): Promise<void> {
  const thing = `job "${jobId}"`;
  const errand = { doing: `${how} the ${thing}`, permission: "dataflow.jobs.cancel", thing };
  const state = await withDataflow(where, errand, async (client) => {
    const before = await client.get(jobId);
    if (endOf(before.currentState) !== undefined) return before.currentState;
    const job = new DataflowJob({
      job: before,
      client,
      log: new JobLog({ name: "dataflow", quiet: true, verbose: false }),
      minimumImportance: "JOB_MESSAGE_ERROR",
      stepNames: () => Promise.resolve((id) => id),
      times: { lastWordsMillis: 0 },
    });
    try {
      await job[how]();
    } finally {
      job.detach();
    }
    return (await client.get(jobId)).currentState;
  });
  if (isJson) printJson({ job: jobId, state: nameOfState(state) });
  else console.log(`The job ${jobId} is ${nameOfState(state)}.`);
}
