import type { MetricResults } from "../../../sdk/metrics/metric-results.ts";
import { readJobMetrics } from "../../portable/job-metrics.ts";
import { stepNames } from "../../portable/step-names.ts";
import { printJson, printTable } from "../print.ts";
import { withJob, type JobAddress } from "./job-access.ts";

/** Prints the metrics of the user's functions in a job, as its engine has them now. */
export async function showMetrics(address: JobAddress, isJson: boolean): Promise<void> {
  const metrics = await withJob(address, async ({ jobId, connection, pipeline }) => {
    const answer = await connection.client.getJobMetrics({ jobId });
    const stepOf = pipeline === undefined ? (id: string): string => id : stepNames(pipeline);
    return readJobMetrics(answer.metrics ?? { attempted: [], committed: [] }, stepOf);
  });
  printMetrics(address.jobId, metrics, isJson);
}

/** Prints metrics, as a table or as data. */
export function printMetrics(jobId: string, metrics: MetricResults, isJson: boolean): void {
  if (isJson) {
    printJson({ job: jobId, ...metrics.toJSON() });
    return;
  }
  const rows = rowsOf(metrics);
  if (rows.length === 0) console.log(`The job ${jobId} has no metrics of its own.`);
  else printTable(["step", "metric", "value"], rows);
}

function rowsOf(metrics: MetricResults): string[][] {
  return [
    ...metrics.counters().map(({ step, name, value }) => [step, name, String(value)]),
    ...metrics
      .distributions()
      .map(({ step, name, value: { count, sum, min, max } }) => [
        step,
        name,
        `${String(sum)} in ${String(count)}, from ${String(min)} to ${String(max)}`,
      ]),
    ...metrics
      .gauges()
      .map(({ step, name, value: { value, timestamp } }) => [
        step,
        name,
        `${String(value)} at ${new Date(timestamp).toISOString()}`,
      ]),
    ...metrics.stringSets().map(({ step, name, value }) => [step, name, [...value].sort().join(", ")]),
  ];
}
