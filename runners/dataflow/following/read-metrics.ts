import { MetricResults } from "../../../sdk/metrics/metric-results.ts";
import { MetricsContainer } from "../../../sdk/metrics/metrics-container.ts";
import type { MetricUpdate } from "../client/dataflow-client.ts";

/**
 * Reads the metrics of the user's own functions, as the service has them. What it calls tentative was attempted, the
 * rest is committed.
 *
 * @param stepOf - returns the full name of the step of a transform, whose id in the staged pipeline the service tells
 */
export function readMetrics(updates: readonly MetricUpdate[], stepOf: (transformId: string) => string): MetricResults {
  const attempted = new Map<string, MetricsContainer>();
  const committed = new Map<string, MetricsContainer>();
  const distributions = namesOfDistributions(updates);
  for (const update of updates) {
    const { origin, name, context = {} } = update.name ?? {};
    const transform = context?.step;
    if (origin !== "user" || typeof name !== "string" || name === "" || transform === undefined) continue;
    if (distributions.has(partOf(transform, name))) continue;
    const steps = context?.tentative === "true" ? attempted : committed;
    const step = stepOf(transform);
    const container = steps.get(step) ?? new MetricsContainer();
    steps.set(step, container);
    take(update, container, name);
  }
  return new MetricResults(committed, attempted);
}

/** Beside a distribution itself the service tells its parts, as counters. */
const parts: readonly string[] = ["_MIN", "_MAX", "_MEAN", "_COUNT"];

const partOf = (step: string, name: string): string => `${step}\n${name}`;

/** Returns how the parts of distributions are called: a counter of the user's own may end like one. */
function namesOfDistributions(updates: readonly MetricUpdate[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, distribution } of updates) {
    if (distribution === undefined || distribution === null) continue;
    for (const part of parts) names.add(partOf(name?.context?.step ?? "", `${name?.name ?? ""}${part}`));
  }
  return names;
}

/** The values of the API's metrics have no types: they are as the service has sent them. */
function take({ scalar, distribution, set }: MetricUpdate, container: MetricsContainer, name: string): void {
  const parts = distribution as Readonly<Record<"count" | "sum" | "min" | "max", unknown>> | undefined | null;
  if (parts !== undefined && parts !== null) {
    const [count, sum, min, max] = [parts.count, parts.sum, parts.min, parts.max].map(Number);
    if (count !== undefined && count > 0 && sum !== undefined && min !== undefined && max !== undefined) {
      container.distributions.cell(name).merge({ count, sum, min, max });
    }
  } else if (Array.isArray(set)) {
    container.stringSets.cell(name).merge(new Set(set.map(String)));
  } else if (scalar !== undefined && scalar !== null && Number.isFinite(Number(scalar))) {
    container.counters.cell(name).merge(Number(scalar));
  }
}
