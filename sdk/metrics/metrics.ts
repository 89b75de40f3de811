import type { Timestamp } from "../values/timestamp.ts";

/** Counts something. The counts of all bundles and workers are added up. */
export interface Counter {
  /** Adds `by`, which may be negative; 1 when left out. */
  inc(by?: number): void;
}

/** The count, sum, least and greatest of reported numbers. */
export interface Distribution {
  /** Reports a number. */
  update(value: number): void;
}

/** The number that was set last, by the clocks of the workers. */
export interface Gauge {
  /** Reports a number, which takes the place of the one before. */
  set(value: number): void;
}

/** The different strings that were reported, such as the tables that a step has read. */
export interface StringSet {
  /**
   * Reports a string. A step keeps a million UTF-16 units of strings; those that it would have to take beyond are left
   * out, as the set is for few and short ones.
   */
  add(value: string): void;
}

/**
 * The metrics of one step, to report to from its functions. What a bundle reports counts when the bundle has ended well.
 * Flink and Spark (of Beam 2.62) drop counters, distributions and gauges of numbers that are not whole.
 * Metrics of different kinds may have the same name; an empty one is a TypeError.
 */
export interface Metrics {
  /**
   * Returns the step's counter of that name.
   *
   * @example
   * ```ts
   * lines.map("Parse", (line, { metrics }) => {
   *   if (line === "") metrics.counter("emptyLines").inc();
   *   return line.split(",");
   * });
   * ```
   */
  counter(name: string): Counter;
  /** Returns the step's distribution of that name. */
  distribution(name: string): Distribution;
  /** Returns the step's gauge of that name. */
  gauge(name: string): Gauge;
  /** Returns the step's set of strings of that name. */
  stringSet(name: string): StringSet;
}

/** What was reported to a distribution. */
export interface DistributionResult {
  readonly count: number;
  readonly sum: number;
  /** The least number reported. */
  readonly min: number;
  /** The greatest number reported. */
  readonly max: number;
}

/** What was last reported to a gauge. */
export interface GaugeResult {
  readonly value: number;
  /** When it was, milliseconds since the epoch. */
  readonly timestamp: Timestamp;
}
