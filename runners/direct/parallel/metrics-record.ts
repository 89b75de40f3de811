import { MetricsContainer } from "../../../sdk/metrics/metrics-container.ts";
import type { DistributionResult, GaugeResult } from "../../../sdk/metrics/metrics.ts";
import type { StepMetrics } from "../stage-runner.ts";

/** What one step has reported, as it goes between threads. */
export interface MetricsRecord {
  readonly step: string;
  readonly counters: readonly (readonly [name: string, sum: number])[];
  readonly distributions: readonly (readonly [name: string, result: DistributionResult])[];
  readonly gauges: readonly (readonly [name: string, result: GaugeResult])[];
  readonly stringSets: readonly (readonly [name: string, strings: ReadonlySet<string>])[];
}

/** Writes down what a step has reported. */
export function recordMetrics({ step, metrics }: StepMetrics): MetricsRecord {
  const { counters, distributions, gauges, stringSets } = metrics;
  return {
    step,
    counters: counters.results(),
    distributions: distributions.results(),
    gauges: gauges.results(),
    stringSets: stringSets.results(),
  };
}

/** Reads what {@link recordMetrics} has written. */
export function metricsFrom({ step, counters, distributions, gauges, stringSets }: MetricsRecord): StepMetrics {
  const metrics = new MetricsContainer();
  for (const [name, sum] of counters) metrics.counters.cell(name).merge(sum);
  for (const [name, result] of distributions) metrics.distributions.cell(name).merge(result);
  for (const [name, result] of gauges) metrics.gauges.cell(name).merge(result);
  for (const [name, strings] of stringSets) metrics.stringSets.cell(name).merge(strings);
  return { step, metrics };
}
