import { MetricResults } from "../metrics/metric-results.ts";
import type { Duration } from "../values/duration.ts";
import type { Job, PipelineResult } from "./result.ts";

/** As long as a timer can be. */
const longestTimerMillis = 2 ** 31 - 1;

/**
 * Waits for the end of a job.
 *
 * @param limit - how long at most: a job that has not ended then is left as it is, and its state is `"running"`
 */
export async function endWithin(
  job: Pick<Job, "metrics">,
  end: Promise<PipelineResult>,
  limit: Duration | undefined,
): Promise<PipelineResult> {
  if (limit === undefined) return end;
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), Math.min(limit.millis, longestTimerMillis));
  try {
    const result = await Promise.race([end, late.promise]);
    // Metrics that can't be read now are no reason for a wait to fail.
    return result ?? { state: "running", metrics: await job.metrics().catch(() => new MetricResults(new Map())) };
  } finally {
    clearTimeout(timer);
  }
}
