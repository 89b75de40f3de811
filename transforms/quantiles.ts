import { iterableCoder, kvCoder, varintCoder, type Coder, type CombineFn } from "../sdk/index.ts";
import { mappedCoder } from "./element-coders.ts";
import { natural, type Compare } from "./extremes.ts";

/** How {@link quantiles} approximates. */
export interface QuantilesOptions {
  /**
   * How far the rank of a result may be from the wanted one, as a part of all values; 0.01 when left out. It holds for up
   * to 17 million times as many values as one level holds (24 / error), and gets worse by a 24th with each doubling then.
   */
  readonly error?: number;
}

/** Values of which each stands for twice as many as one of the level before. */
export interface QuantileSketch<T> {
  /** The least and the greatest value; none of none. */
  extremes: T[];
  readonly levels: T[][];
  /** Which values of a full level are kept next: for each level a bit. */
  turns: number;
}

type Ordered = number | bigint | string | Date;

/** Up to so many levels the error is what it is said to be. */
const maxLevels = 24;

/**
 * Returns the CombineFn of approximate quantiles: values of which the given parts of all values are not greater. The least
 * (0) and the greatest (1) are exact, and so are all where there are no more than some thousand values. None of none.
 *
 * @param points - the parts, from 0 to 1; or how many values to return, the least and the greatest among them: 5 are the
 *   quartiles
 * @throws RangeError when a part is not between 0 and 1, or there is less than one value to return
 *
 * Source: the deterministic form of the sketch of G. S. Manku, S. Rajagopalan and B. G. Lindsay, "Approximate Medians and
 * other Quantiles in One Pass and with Limited Memory", 1998.
 *
 * @example
 * ```ts
 * const latencies = calls.keyBy(({ path }) => path).mapValues(({ millis }) => millis);
 * const percentiles = latencies.combinePerKey(quantiles([0.5, 0.95, 0.99]));    // PCollection<[string, number[]]>
 * ```
 */
export function quantiles<T extends Ordered>(
  points: number | readonly number[],
  options?: QuantilesOptions,
): CombineFn<T, QuantileSketch<T>, T[]>;
export function quantiles<T>(
  points: number | readonly number[],
  options: QuantilesOptions & { readonly compare: Compare<T> },
): CombineFn<T, QuantileSketch<T>, T[]>;
export function quantiles<T>(
  points: number | readonly number[],
  { error = 0.01, compare = natural as Compare<unknown> }: QuantilesOptions & { readonly compare?: Compare<T> } = {},
): CombineFn<T, QuantileSketch<T>, T[]> {
  const parts = partsOf(points);
  if (!(error > 0 && error < 1)) {
    throw new RangeError(`The error of quantiles is between 0 and 1; got ${String(error)}.`);
  }
  const sketching = new Sketching<T>(Math.ceil(maxLevels / error), compare);
  return {
    createAccumulator: () => ({ extremes: [], levels: [[]], turns: 0 }),
    addInput: (sketch, value) => sketching.add(sketch, value),
    mergeAccumulators: (into, other) => sketching.merge(into, other),
    extractOutput: (sketch) => sketching.valuesAt(sketch, parts),
    accumulatorCoder: (input) => sketchCoder<T>(input),
    outputCoder: (input) => iterableCoder(input) as Coder<T[]>,
  };
}

function partsOf(points: number | readonly number[]): readonly number[] {
  if (typeof points === "number") {
    if (!Number.isInteger(points) || points < 1) {
      throw new RangeError(`quantiles returns a whole number of values, at least 1; got ${String(points)}.`);
    }
    return points === 1 ? [0.5] : Array.from({ length: points }, (_, i) => i / (points - 1));
  }
  const wrong = points.find((part) => !(part >= 0 && part <= 1));
  if (wrong !== undefined) throw new RangeError(`A part of all values is between 0 and 1; got ${String(wrong)}.`);
  return [...points];
}

class Sketching<T> {
  readonly #capacity: number;
  readonly #compare: Compare<T>;

  constructor(capacity: number, compare: Compare<T>) {
    this.#capacity = capacity;
    this.#compare = compare;
  }

  add(sketch: QuantileSketch<T>, value: T): QuantileSketch<T> {
    this.#note(sketch, value);
    const lowest = sketch.levels[0] as T[];
    lowest.push(value);
    if (lowest.length >= this.#capacity) this.#condense(sketch);
    return sketch;
  }

  merge(into: QuantileSketch<T>, other: QuantileSketch<T>): QuantileSketch<T> {
    for (const value of other.extremes) this.#note(into, value);
    for (const [i, values] of other.levels.entries()) into.levels[i] = [...(into.levels[i] ?? []), ...values];
    this.#condense(into);
    return into;
  }

  /** Returns the least values that have at least these parts of all values at or below them. */
  valuesAt({ extremes, levels }: QuantileSketch<T>, parts: readonly number[]): T[] {
    const [least, greatest] = extremes as [T, T];
    if (extremes.length === 0) return [];
    const weighted = levels
      .flatMap((values, i) => values.map((value) => ({ value, weight: 2 ** i })))
      .sort((a, b) => this.#compare(a.value, b.value));
    let total = 0;
    const ranks = weighted.map(({ weight }) => (total += weight));
    return parts.map((part) => {
      if (part === 0) return least;
      if (part === 1) return greatest;
      return weighted[lowestIndex(ranks, part * total)]?.value ?? greatest;
    });
  }

  #note(sketch: QuantileSketch<T>, value: T): void {
    if (sketch.extremes.length === 0) sketch.extremes = [value, value];
    const [least, greatest] = sketch.extremes as [T, T];
    if (this.#compare(value, least) < 0) sketch.extremes = [value, greatest];
    else if (this.#compare(value, greatest) > 0) sketch.extremes = [least, value];
  }

  /**
   * Of each level that is full, sorted, every other value goes into the next one, where it stands for both. Those at even
   * and those at odd places take turns, so that what the one adds to ranks the other takes away.
   */
  #condense(sketch: QuantileSketch<T>): void {
    const { levels } = sketch;
    for (let i = 0; i < levels.length; i++) {
      const values = levels[i] as T[];
      if (values.length < this.#capacity) continue;
      values.sort(this.#compare);
      const bit = 1 << Math.min(i, 30);
      const from = (sketch.turns & bit) === 0 ? 0 : 1;
      sketch.turns ^= bit;
      const next = levels[i + 1] ?? [];
      const even = values.length - (values.length % 2);
      for (let at = from; at < even; at += 2) next.push(values[at] as T);
      levels[i + 1] = next;
      levels[i] = values.slice(even);
    }
  }
}

/** Returns the first index at which sorted numbers are at least `wanted`. */
function lowestIndex(sorted: readonly number[], wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sketchCoder<T>(input: Coder<unknown>): Coder<QuantileSketch<T>> {
  const lists = iterableCoder(iterableCoder(input)) as Coder<T[][]>;
  return mappedCoder<QuantileSketch<T>, [number, T[][]]>("quantiles", kvCoder(varintCoder, lists), {
    to: ({ extremes, levels, turns }) => [turns, [extremes, ...levels]],
    from: ([turns, [extremes = [], ...levels]]) => ({ extremes, levels, turns }),
  });
}
