import { DistributionCell, GaugeCell, type Cell } from "./cells.ts";
import type { DistributionResult, GaugeResult } from "./metrics.ts";
import { MetricsContainer, type Cells } from "./metrics-container.ts";

/** One metric of one step. */
export interface MetricResult<T> {
  /** The full name of the step: `"Parse/Split"`. */
  readonly step: string;
  readonly name: string;
  /** What was committed, or what was attempted where the runner doesn't say what was committed. */
  readonly value: T;
  /** What was reported by all bundles, also those that have failed; undefined where the runner does not tell. */
  readonly attempted: T | undefined;
  /** What was reported by the bundles whose results stand; undefined where the runner doesn't tell. */
  readonly committed: T | undefined;
}

/** Which metrics to return, by their whole names or by what these match; what is left out matches all. */
export interface MetricFilter {
  readonly step?: string | RegExp;
  readonly name?: string | RegExp;
}

/** Metrics by the full names of their steps. */
export type StepMetrics = ReadonlyMap<string, MetricsContainer>;

/** The metrics of a job, by step and name. */
export class MetricResults {
  readonly #attempted: StepMetrics;
  readonly #committed: StepMetrics;

  /** @internal */
  constructor(committed: StepMetrics, attempted: StepMetrics = committed) {
    this.#attempted = attempted;
    this.#committed = committed;
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
    return this.#select(filter, ({ counters }) => counters);
  }

  /** Returns the distributions that match. */
  distributions(filter: MetricFilter = {}): MetricResult<DistributionResult>[] {
    return this.#select(filter, ({ distributions }) => distributions);
  }

  /** Returns the gauges that match. */
  gauges(filter: MetricFilter = {}): MetricResult<GaugeResult>[] {
    return this.#select(filter, ({ gauges }) => gauges);
  }

  /** Returns the sets of strings that match. */
  stringSets(filter: MetricFilter = {}): MetricResult<ReadonlySet<string>>[] {
    return this.#select(filter, ({ stringSets }) => stringSets);
  }

  /** Returns the sum of the counter `name` over all steps; 0 when no step has reported it. */
  counter(name: string): number {
    return this.counters({ name }).reduce((sum, { value }) => sum + value, 0);
  }

  /** Returns what was reported to the distribution `name` by all steps; undefined when nothing was. */
  distribution(name: string): DistributionResult | undefined {
    return merged(this.distributions({ name }), new DistributionCell());
  }

  /** Returns what was last set of the gauge `name` by any step; undefined when nothing was. */
  gauge(name: string): GaugeResult | undefined {
    return merged(this.gauges({ name }), new GaugeCell());
  }

  /** Returns the strings of the set `name` of all steps; none when no step has reported any. */
  stringSet(name: string): ReadonlySet<string> {
    return new Set(this.stringSets({ name }).flatMap(({ value }) => [...value]));
  }

  /** Returns all metrics as plain objects and arrays: what `--metricsOut` writes. */
  toJSON(): MetricsJson {
    const strings = (set: ReadonlySet<string> | undefined): readonly string[] | undefined => set && [...set].sort();
    return {
      counters: this.counters(),
      distributions: this.distributions(),
      gauges: this.gauges(),
      stringSets: this.stringSets().map(({ value, attempted, committed, ...rest }) => ({
        ...rest,
        value: [...value].sort(),
        attempted: strings(attempted),
        committed: strings(committed),
      })),
    };
  }

  #select<T, C extends Cell<T>>(
    filter: MetricFilter,
    cellsOf: (container: MetricsContainer) => Cells<T, C>,
  ): MetricResult<T>[] {
    const found: MetricResult<T>[] = [];
    for (const step of new Set([...this.#attempted.keys(), ...this.#committed.keys()])) {
      if (!matches(filter.step, step)) continue;
      const attempted = new Map(cellsOf(this.#attempted.get(step) ?? none).results());
      const committed = new Map(cellsOf(this.#committed.get(step) ?? none).results());
      for (const [name, value] of new Map([...attempted, ...committed])) {
        if (!matches(filter.name, name)) continue;
        found.push({ step, name, value, attempted: attempted.get(name), committed: committed.get(name) });
      }
    }
    return found;
  }
}

/** All metrics of a job, as they stand in a JSON file. */
export interface MetricsJson {
  readonly counters: readonly MetricResult<number>[];
  readonly distributions: readonly MetricResult<DistributionResult>[];
  readonly gauges: readonly MetricResult<GaugeResult>[];
  /** The strings of each set in the order of their UTF-16 units. */
  readonly stringSets: readonly MetricResult<readonly string[]>[];
}

function merged<T>(results: readonly MetricResult<T>[], cell: Cell<T>): T | undefined {
  for (const { value } of results) cell.merge(value);
  return cell.result;
}

const none = new MetricsContainer();

function matches(wanted: string | RegExp | undefined, name: string): boolean {
  if (wanted === undefined) return true;
  // `match`, unlike `test`, does not begin where a global expression has ended before.
  return typeof wanted === "string" ? wanted === name : name.match(wanted) !== null;
}
