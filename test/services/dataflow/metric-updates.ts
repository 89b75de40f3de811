import { readJobMetrics } from "../../../runners/portable/job-metrics.ts";
import type { MetricResult } from "../../../sdk/metrics/metric-results.ts";
import type { MetricResults as JobMetrics } from "../../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import type { MetricUpdate } from "./executor.ts";

/** How the service writes a value: one of the fields of an update. */
type Value = Pick<MetricUpdate, "scalar" | "distribution" | "set" | "kind">;

/**
 * Returns the metrics of a job of an engine in Dataflow's form. A step is the id of a transform; of each metric there is
 * what bundles have reported, marked as tentative, and what was committed. There are no gauges.
 */
export function metricUpdates({ attempted, committed }: Pick<JobMetrics, "attempted" | "committed">): MetricUpdate[] {
  const results = readJobMetrics({ attempted, committed }, (transformId) => transformId);
  return [
    ...results.counters().flatMap((result) => updatesOf(result, (scalar) => ({ scalar, kind: "Sum" }))),
    ...results.distributions().flatMap((result) => [
      ...updatesOf(result, (distribution) => ({ distribution, kind: "Distribution" })),
      // The service tells the parts of a distribution once more, by names of their own.
      ...partsOf(result, "MAX", ({ max }) => max),
      ...partsOf(result, "MIN", ({ min }) => min),
      ...partsOf(result, "MEAN", ({ sum, count }) => sum / count),
      ...partsOf(result, "COUNT", ({ count }) => count),
    ]),
    ...results.stringSets().flatMap((result) => updatesOf(result, (strings) => ({ set: [...strings], kind: "Set" }))),
    // And much of its own.
    { name: { origin: "dataflow/v1b3", name: "TotalVcpuTime", context: {} }, scalar: 1 },
    { name: { origin: "dataflow/v1b3", name: "ElementCount", context: { original_name: "none" } }, scalar: 1 },
  ];
}

function partsOf<T>(result: MetricResult<T>, part: string, valueOf: (value: T) => number): MetricUpdate[] {
  return updatesOf({ ...result, name: `${result.name}_${part}` }, (value) => ({ scalar: valueOf(value) }));
}

function updatesOf<T>(
  { step, name, attempted, committed }: MetricResult<T>,
  valueOf: (value: T) => Value,
): MetricUpdate[] {
  const update = (value: T | undefined, mark: Readonly<Record<string, string>>): MetricUpdate[] =>
    value === undefined
      ? []
      : [{ name: { origin: "user", name, context: { step, namespace: "purlin", ...mark } }, ...valueOf(value) }];
  return [...update(attempted, { tentative: "true" }), ...update(committed, {})];
}
