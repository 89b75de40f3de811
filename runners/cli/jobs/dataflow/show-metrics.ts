import { stagedStepNames } from "../../../dataflow/following/staged-step-names.ts";
import { readMetrics } from "../../../dataflow/following/read-metrics.ts";
import { printMetrics } from "../show-metrics.ts";
import { withDataflow, type DataflowAddress } from "./dataflow-access.ts";

/** Prints the metrics of the user's functions in a job of Dataflow, as the service has them now. */
export async function showDataflowMetrics({ where, jobId }: DataflowAddress, isJson: boolean): Promise<void> {
  const thing = `job "${jobId}"`;
  const errand = { doing: `read the metrics of the ${thing}`, permission: "dataflow.metrics.get", thing };
  const metrics = await withDataflow(where, errand, async (client) => {
    const job = await client.get(jobId, { isWhole: true });
    return readMetrics(await client.metrics(jobId), await stagedStepNames(job));
  });
  printMetrics(jobId, metrics, isJson);
}
