import { iterableCoder } from "../../sdk/coders/iterable-coder.ts";
import { stringUtf8Coder } from "../../sdk/coders/string-utf8-coder.ts";
import { WireReader } from "../../sdk/coders/wire-reader.ts";
import { MetricResults, type StepMetrics } from "../../sdk/metrics/metric-results.ts";
import { MetricsContainer } from "../../sdk/metrics/metrics-container.ts";
import type { MetricResults as MetricResultsProto } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import type { MonitoringInfo } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import { monitoringInfoSpecs, monitoringLabels } from "../../sdk/model/monitoring-info-specs.ts";

const specs = monitoringInfoSpecs;
const strings = iterableCoder(stringUtf8Coder);

/**
 * Reads the metrics of the user's own functions, as the job's engine has them.
 *
 * @param stepOf - returns the full name of the step of a transform, whose id a runner may have changed
 */
export function readJobMetrics(
  { attempted, committed }: Pick<MetricResultsProto, "attempted" | "committed">,
  stepOf: (transformId: string) => string,
): MetricResults {
  return new MetricResults(stepMetrics(committed, stepOf), stepMetrics(attempted, stepOf));
}

function stepMetrics(infos: readonly MonitoringInfo[], stepOf: (transformId: string) => string): StepMetrics {
  const steps = new Map<string, MetricsContainer>();
  for (const { urn, labels, payload } of infos) {
    const read = readers.get(urn);
    const name = labels[monitoringLabels.name];
    const transform = labels[monitoringLabels.transform];
    if (read === undefined || name === undefined || name === "" || transform === undefined) continue;
    const step = stepOf(transform);
    const container = steps.get(step) ?? new MetricsContainer();
    steps.set(step, container);
    read(new WireReader(payload), container, name);
  }
  return steps;
}

type Read = (reader: WireReader, container: MetricsContainer, name: string) => void;

const readWhole = (reader: WireReader): number => reader.readVarint();
const readDouble = (reader: WireReader): number => reader.readDouble();

/** How the metrics that Purlin knows are read; the parts of one metric, of several workers or transforms, are merged. */
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  [specs.userSumInt64.urn, counter(readWhole)],
  [specs.userSumDouble.urn, counter(readDouble)],
  [specs.userDistributionInt64.urn, distribution(readWhole)],
  [specs.userDistributionDouble.urn, distribution(readDouble)],
  [specs.userLatestInt64.urn, gauge(readWhole)],
  [specs.userLatestDouble.urn, gauge(readDouble)],
  [
    specs.userSetString.urn,
    (reader, { stringSets }, name) => {
      stringSets.cell(name).merge(new Set(strings.decode(reader, false)));
    },
  ],
]);

function counter(readNumber: (reader: WireReader) => number): Read {
  return (reader, { counters }, name) => {
    counters.cell(name).merge(readNumber(reader));
  };
}

function distribution(readNumber: (reader: WireReader) => number): Read {
  return (reader, { distributions }, name) => {
    const count = reader.readVarint();
    const [sum, min, max] = [readNumber(reader), readNumber(reader), readNumber(reader)];
    if (count > 0) distributions.cell(name).merge({ count, sum, min, max });
  };
}

function gauge(readNumber: (reader: WireReader) => number): Read {
  return (reader, { gauges }, name) => {
    const timestamp = reader.readVarint();
    gauges.cell(name).merge({ timestamp, value: readNumber(reader) });
  };
}
