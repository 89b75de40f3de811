import { WireReader } from "../../sdk/coders/wire-reader.ts";
import type { DistributionResult } from "../../sdk/metrics/metrics.ts";
import { MetricResults } from "../../sdk/metrics/metric-results.ts";
import { MetricsContainer } from "../../sdk/metrics/metrics-container.ts";
import type { MetricResults as MetricResultsProto } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import type { MonitoringInfo } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import { monitoringInfoSpecs, monitoringLabels } from "../../sdk/model/monitoring-info-specs.ts";

/** The metrics of a job as its engine has them. */
export interface JobMetrics {
  /** Counted over all bundles, also those that failed and were tried again. */
  readonly attempted: MetricResults;
  /** Counted over the bundles whose results stand. */
  readonly committed: MetricResults;
  /** Each metric as committed, or as attempted where the engine doesn't say what was committed. */
  readonly best: MetricResults;
}

const { userSumInt64, userSumDouble, userDistributionInt64, userDistributionDouble } = monitoringInfoSpecs;

/**
 * Reads the metrics of the user's own functions.
 *
 * @param stepOf - returns the full name of the step of a transform, whose id a runner may have changed
 */
export function readJobMetrics(
  { attempted, committed }: Pick<MetricResultsProto, "attempted" | "committed">,
  stepOf: (transformId: string) => string,
): JobMetrics {
  const isCommitted = new Set(committed.map(identityOf));
  const rest = attempted.filter((info) => !isCommitted.has(identityOf(info)));
  return {
    attempted: resultsOf(attempted, stepOf),
    committed: resultsOf(committed, stepOf),
    best: resultsOf([...committed, ...rest], stepOf),
  };
}

function identityOf({ urn, labels }: MonitoringInfo): string {
  return JSON.stringify([urn, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function resultsOf(infos: readonly MonitoringInfo[], stepOf: (transformId: string) => string): MetricResults {
  const steps = new Map<string, MetricsContainer>();
  for (const { urn, labels, payload } of infos) {
    const read = readers.get(urn);
    const name = labels[monitoringLabels.name];
    const transform = labels[monitoringLabels.transform];
    if (read === undefined || name === undefined || transform === undefined) continue;
    const step = stepOf(transform);
    const container = steps.get(step) ?? new MetricsContainer();
    steps.set(step, container);
    read(new WireReader(payload), container, name);
  }
  return new MetricResults(steps);
}

type Read = (reader: WireReader, container: MetricsContainer, name: string) => void;

/** How the metrics that Purlin knows are read; the parts of one metric, of several workers or transforms, are added. */
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  [userSumInt64.urn, (reader, container, name) => container.counter(name).inc(reader.readVarint())],
  [userSumDouble.urn, (reader, container, name) => container.counter(name).inc(reader.readDouble())],
  [
    userDistributionInt64.urn,
    (reader, ...to) =>
      addDistribution(
        distribution(reader, (from) => from.readVarint()),
        ...to,
      ),
  ],
  [
    userDistributionDouble.urn,
    (reader, ...to) =>
      addDistribution(
        distribution(reader, (from) => from.readDouble()),
        ...to,
      ),
  ],
]);

function distribution(reader: WireReader, readNumber: (reader: WireReader) => number): DistributionResult {
  const count = reader.readVarint();
  return { count, sum: readNumber(reader), min: readNumber(reader), max: readNumber(reader) };
}

function addDistribution(result: DistributionResult, container: MetricsContainer, name: string): void {
  // Made by the call, and then the one to add to: what one number is added by is not enough here.
  container.distribution(name);
  if (result.count > 0) container.distributions.get(name)?.add(result);
}
