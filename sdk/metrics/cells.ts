import { MIN_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import type { Counter, Distribution, DistributionResult, Gauge, GaugeResult, StringSet } from "./metrics.ts";

/** Holds one metric of one step. */
export interface Cell<Result> {
  /** What was reported; undefined where nothing was that a result could be made of. */
  readonly result: Result | undefined;
  /** Adds what another cell of the same metric has. */
  merge(other: Result): void;
  /** Forgets what was reported. */
  reset(): void;
}

/** Refuses what would spoil all that was reported before, as a text or NaN does. */
function checked(value: number): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw new TypeError(`A metric takes a number; got ${typeof value === "number" ? "NaN" : typeof value}.`);
}

/** Adds up. */
export class CounterCell implements Counter, Cell<number> {
  sum = 0;

  inc(by = 1): void {
    this.sum += checked(by);
  }

  get result(): number {
    return this.sum;
  }

  merge(other: number): void {
    this.sum += other;
  }

  reset(): void {
    this.sum = 0;
  }
}

/** Keeps the count, sum, least and greatest. */
export class DistributionCell implements Distribution, Cell<DistributionResult> {
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  update(value: number): void {
    checked(value);
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  get result(): DistributionResult | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
  }

  merge({ count, sum, min, max }: DistributionResult): void {
    this.#count += count;
    this.#sum += sum;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  reset(): void {
    this.#count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
  }
}

/** Keeps what was set last. */
export class GaugeCell implements Gauge, Cell<GaugeResult> {
  #value = 0;
  #timestamp: Timestamp = MIN_TIMESTAMP;

  set(value: number): void {
    this.#value = checked(value);
    this.#timestamp = Date.now();
  }

  get result(): GaugeResult | undefined {
    return this.#timestamp === MIN_TIMESTAMP ? undefined : { value: this.#value, timestamp: this.#timestamp };
  }

  merge({ value, timestamp }: GaugeResult): void {
    // Of two at the same time the greater, so that it does not matter which is merged into which.
    if (timestamp < this.#timestamp || (timestamp === this.#timestamp && value < this.#value)) return;
    this.#value = value;
    this.#timestamp = timestamp;
  }

  reset(): void {
    this.#value = 0;
    this.#timestamp = MIN_TIMESTAMP;
  }
}

/** How much a set of strings may hold: as much as it would in other SDKs of Beam. */
const maxStringSetLength = 1_000_000;

/** Keeps the different strings. */
export class StringSetCell implements StringSet, Cell<ReadonlySet<string>> {
  #strings = new Set<string>();
  #length = 0;

  add(value: string): void {
    if (typeof value !== "string") throw new TypeError(`A set of strings takes a string; got ${typeof value}.`);
    if (this.#length + value.length > maxStringSetLength || this.#strings.has(value)) return;
    this.#strings.add(value);
    this.#length += value.length;
  }

  get result(): ReadonlySet<string> | undefined {
    return this.#strings.size === 0 ? undefined : this.#strings;
  }

  merge(other: ReadonlySet<string>): void {
    for (const value of other) this.add(value);
  }

  reset(): void {
    this.#strings = new Set();
    this.#length = 0;
  }
}
