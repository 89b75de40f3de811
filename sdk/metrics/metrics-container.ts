import type { Counter, Distribution, DistributionResult, Metrics } from "./metrics.ts";

class CounterCell implements Counter {
  sum = 0;

  inc(by = 1): void {
    this.sum += by;
  }
}

class DistributionCell implements Distribution {
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;

  update(value: number): void {
    this.add({ count: 1, sum: value, min: value, max: value });
  }

  add(other: DistributionResult): void {
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }
}

function cell<C>(cells: Map<string, C>, name: string, make: () => C): C {
  let found = cells.get(name);
  if (found === undefined) {
    found = make();
    cells.set(name, found);
  }
  return found;
}

/** Holds the metrics of one step: those of one bundle, or the sum of what was merged into it. */
export class MetricsContainer implements Metrics {
  readonly counters = new Map<string, CounterCell>();
  readonly distributions = new Map<string, DistributionCell>();

  /** Whether nothing was ever reported. */
  get isEmpty(): boolean {
    return this.counters.size === 0 && this.distributions.size === 0;
  }

  counter(name: string): Counter {
    return cell(this.counters, name, () => new CounterCell());
  }

  distribution(name: string): Distribution {
    return cell(this.distributions, name, () => new DistributionCell());
  }

  /** Adds all of `other` to this container. */
  merge(other: MetricsContainer): void {
    for (const [name, { sum }] of other.counters) this.counter(name).inc(sum);
    for (const [name, from] of other.distributions)
      cell(this.distributions, name, () => new DistributionCell()).add(from);
  }

  /** Forgets all that was reported, without invalidating the cells that user code may hold. */
  reset(): void {
    for (const counter of this.counters.values()) counter.sum = 0;
    for (const cell of this.distributions.values()) {
      Object.assign(cell, { count: 0, sum: 0, min: Infinity, max: -Infinity });
    }
  }
}
