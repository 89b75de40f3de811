import type { MetricResults } from "../../../sdk/metrics/metric-results.ts";
import { readJobMetrics } from "../../portable/job-metrics.ts";
import { stepNames } from "../../portable/step-names.ts";
import { printJson, printTable } from "../print.ts";
import { withJob, type JobAddress } from "./job-access.ts";

/** Prints the metrics of the user's functions in a job, as its engine has them now. */
export async function showMetrics(address: JobAddress, isJson: boolean): Promise<void> {
  const { attempted, committed, best } = await withJob(address, async ({ jobId, connection, pipeline }) => {
    const { metrics } = await connection.client.getJobMetrics({ jobId });
    const stepOf = pipeline === undefined ? (id: string): string => id : stepNames(pipeline);
    return readJobMetrics(metrics ?? { attempted: [], committed: [] }, stepOf);
  });
  if (isJson) {
    printJson({ job: address.jobId, attempted: plain(attempted), committed: plain(committed) });
    return;
  }
  const { counters, distributions } = plain(best);
  const rows = [
    ...counters.map(({ step, name, value }) => [step, name, String(value)]),
    ...distributions.map(({ step, name, value: { count, sum, min, max } }) => [
      step,
      name,
      count === 0 ? "none" : `${String(sum)} in ${String(count)}, from ${String(min)} to ${String(max)}`,
    ]),
  ];
  if (rows.length === 0) console.log(`The job ${address.jobId} has no metrics of its own.`);
  else printTable(["step", "metric", "value"], rows);
}

function plain(results: MetricResults): {
  readonly counters: ReturnType<MetricResults["counters"]>;
  readonly distributions: ReturnType<MetricResults["distributions"]>;
} {
  return { counters: results.counters(), distributions: results.distributions() };
}
