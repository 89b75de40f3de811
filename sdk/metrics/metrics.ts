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

/** The metrics of one step, to report to from its functions. */
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
}

/** What was reported to a distribution. */
export interface DistributionResult {
  readonly count: number;
  readonly sum: number;
  /** The least number reported; `Infinity` when there was none. */
  readonly min: number;
  /** The greatest number reported; `-Infinity` when there was none. */
  readonly max: number;
}
