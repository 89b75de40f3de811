import { create } from "@bufbuild/protobuf";
import type { Plan } from "../../exec/plan.ts";
import type { ElementCount } from "../../exec/unit.ts";
import type { MetricsContainer } from "../../metrics/metrics-container.ts";
import {
  MonitoringInfoSchema,
  type MonitoringInfo,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";
import { monitoringInfoSpecs, monitoringLabels } from "../../model/monitoring-info-specs.ts";
import {
  counterPayload,
  distributionPayload,
  gaugePayload,
  int64Payload,
  stringSetPayload,
  type MetricPayload,
} from "./metric-payloads.ts";
import type { ShortIds } from "./short-ids.ts";

/** The namespace of users' metrics on the wire: here a metric is known by its step and its name alone. */
const userMetricNamespace = "purlin";

/** A number that only grows, of which a bundle reports its own share. */
interface Counted {
  readonly shortId: string;
  readonly count: ElementCount;
  before: number;
}

/** What the bundles of one plan report, one at a time: elements of each collection, and the user's metrics. */
export class BundleMetrics {
  readonly #plan: Plan;
  readonly #shortIds: ShortIds;
  readonly #counted: readonly Counted[];

  constructor(plan: Plan, shortIds: ShortIds) {
    const { elementCount, dataChannelReadIndex } = monitoringInfoSpecs;
    this.#plan = plan;
    this.#shortIds = shortIds;
    this.#counted = [
      ...[...plan.counts].map(([id, count]) => ({
        shortId: shortIds.idOf(elementCount, { [monitoringLabels.pcollection]: id }),
        count,
        before: 0,
      })),
      ...plan.sources.map(({ transformId, received }) => ({
        shortId: shortIds.idOf(dataChannelReadIndex, { [monitoringLabels.transform]: transformId }),
        count: received,
        before: 0,
      })),
    ];
  }

  /** Begins a bundle. */
  begin(): void {
    for (const counted of this.#counted) counted.before = counted.count.elements;
    for (const { metrics } of this.#plan.units) metrics.reset();
  }

  /** How many elements the bundle has read by now. */
  get elementsRead(): number {
    return this.#counted
      .filter(({ count }) => this.#plan.sources.some(({ received }) => received === count))
      .reduce((sum, { count, before }) => sum + count.elements - before, 0);
  }

  /** Returns what the bundle has to report by now: payloads by short id. */
  report(): Record<string, Uint8Array> {
    const payloads: Record<string, Uint8Array> = {};
    for (const { shortId, count, before } of this.#counted) payloads[shortId] = int64Payload(count.elements - before);
    for (const { transformId, metrics } of this.#plan.units) {
      if (!metrics.isEmpty) this.#reportUser(transformId, metrics, payloads);
    }
    return payloads;
  }

  /** Returns the same report for runners that don't know short ids. */
  reportInfos(): MonitoringInfo[] {
    return Object.entries(this.report()).map(([id, payload]) => {
      const { urn = "", type = "", labels = {} } = this.#shortIds.infoOf(id) ?? {};
      return create(MonitoringInfoSchema, { urn, type, labels, payload });
    });
  }

  #reportUser(transformId: string, metrics: MetricsContainer, payloads: Record<string, Uint8Array>): void {
    const report = (name: string, { spec, payload }: MetricPayload): void => {
      const id = this.#shortIds.idOf(spec, {
        [monitoringLabels.transform]: transformId,
        [monitoringLabels.namespace]: userMetricNamespace,
        [monitoringLabels.name]: name,
      });
      payloads[id] = payload;
    };
    for (const [name, sum] of metrics.counters.results()) report(name, counterPayload(sum));
    for (const [name, distribution] of metrics.distributions.results()) report(name, distributionPayload(distribution));
    for (const [name, gauge] of metrics.gauges.results()) report(name, gaugePayload(gauge));
    for (const [name, strings] of metrics.stringSets.results()) report(name, stringSetPayload(strings));
  }
}
