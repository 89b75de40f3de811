import type { DistributionResult } from "./metrics.ts";
import type { MetricsContainer } from "./metrics-container.ts";

/** One metric of one step. */
export interface MetricResult<T> {
  /** The full name of the step: `"Parse/Split"`. */
  readonly step: string;
  readonly name: string;
  readonly value: T;
}

/** Which metrics to return; what is left out matches all. */
export interface MetricFilter {
  readonly step?: string;
  readonly name?: string;
}

/** The metrics of a job, by step and name. */
export class MetricResults {
  readonly #steps: ReadonlyMap<string, MetricsContainer>;

  constructor(steps: ReadonlyMap<string, MetricsContainer>) {
    this.#steps = steps;
  }

  /**
   * Returns the counters that match.
   *
   * @example
   * ```ts
   * const [empty] = result.metrics.counters({ name: "emptyLines" });
   * ```
   */
  counters(filter: MetricFilter = {}): MetricResult<number>[] {
    return this.#select(filter, (container) => [...container.counters].map(([name, { sum }]) => [name, sum]));
  }

  /** Returns the distributions that match. */
  distributions(filter: MetricFilter = {}): MetricResult<DistributionResult>[] {
    return this.#select(filter, (container) =>
      [...container.distributions].map(([name, { count, sum, min, max }]) => [name, { count, sum, min, max }]),
    );
  }

  /** Returns the sum of the counter `name` over all steps; 0 when no step has reported it. */
  counter(name: string): number {
    return this.counters({ name }).reduce((sum, { value }) => sum + value, 0);
  }

  #select<T>(filter: MetricFilter, read: (container: MetricsContainer) => [string, T][]): MetricResult<T>[] {
    return [...this.#steps]
      .filter(([step]) => filter.step === undefined || filter.step === step)
      .flatMap(([step, container]) => read(container).map(([name, value]) => ({ step, name, value })))
      .filter(({ name }) => filter.name === undefined || filter.name === name);
  }
}
