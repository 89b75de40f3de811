import { CounterCell, DistributionCell, GaugeCell, StringSetCell, type Cell } from "./cells.ts";
import type { Counter, Distribution, DistributionResult, Gauge, GaugeResult, Metrics, StringSet } from "./metrics.ts";

/** Holds the metrics of one step: those of one bundle, or the sum of what was merged into it. */
export class MetricsContainer implements Metrics {
  readonly counters = new Cells<number, CounterCell>(() => new CounterCell());
  readonly distributions = new Cells<DistributionResult, DistributionCell>(() => new DistributionCell());
  readonly gauges = new Cells<GaugeResult, GaugeCell>(() => new GaugeCell());
  readonly stringSets = new Cells<ReadonlySet<string>, StringSetCell>(() => new StringSetCell());

  /** Whether nothing was ever reported. */
  get isEmpty(): boolean {
    const { counters, distributions, gauges, stringSets } = this;
    return counters.isEmpty && distributions.isEmpty && gauges.isEmpty && stringSets.isEmpty;
  }

  counter(name: string): Counter {
    return this.counters.cell(name);
  }

  distribution(name: string): Distribution {
    return this.distributions.cell(name);
  }

  gauge(name: string): Gauge {
    return this.gauges.cell(name);
  }

  stringSet(name: string): StringSet {
    return this.stringSets.cell(name);
  }

  /** Adds all of `other` to this container. */
  merge(other: MetricsContainer): void {
    this.counters.merge(other.counters);
    this.distributions.merge(other.distributions);
    this.gauges.merge(other.gauges);
    this.stringSets.merge(other.stringSets);
  }

  /** Forgets all that was reported, without invalidating the cells that user code may hold. */
  reset(): void {
    this.counters.reset();
    this.distributions.reset();
    this.gauges.reset();
    this.stringSets.reset();
  }
}

/** The metrics of one kind, by name. */
export class Cells<Result, C extends Cell<Result>> {
  readonly #cells = new Map<string, C>();
  readonly #make: () => C;

  constructor(make: () => C) {
    this.#make = make;
  }

  get isEmpty(): boolean {
    return this.#cells.size === 0;
  }

  /**
   * Returns the cell of a name.
   *
   * @throws TypeError when the name is none
   */
  cell(name: string): C {
    const known = this.#cells.get(name);
    if (known !== undefined) return known;
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`A metric needs a name, a string that is not empty; got ${JSON.stringify(name)}.`);
    }
    const made = this.#make();
    this.#cells.set(name, made);
    return made;
  }

  /** Returns what was reported, by name. */
  results(): [name: string, result: Result][] {
    const found: [string, Result][] = [];
    for (const [name, { result }] of this.#cells) if (result !== undefined) found.push([name, result]);
    return found;
  }

  merge(other: Cells<Result, C>): void {
    for (const [name, result] of other.results()) this.cell(name).merge(result);
  }

  reset(): void {
    for (const cell of this.#cells.values()) cell.reset();
  }
}
