import { doubleCoder, iterableCoder, kvCoder, type Coder, type CombineFn, type KV } from "../sdk/index.ts";
import { listCoder, mappedCoder } from "./element-coders.ts";

/** Values with the random numbers that they have drawn: those with the lowest ones are the sample. */
export interface SampleAccumulator<T> {
  readonly drawn: KV<number, T>[];
  /** What is not below it can't be in the sample any more. */
  limit: number;
}

/**
 * Returns the CombineFn of a sample of `n` values, or all where there are fewer, each with the same chance, in no
 * particular order. It keeps no more than 2n of them at a time. Another run gives another sample.
 *
 * @param n - a whole number, at least 1
 * @throws RangeError when `n` is not a whole number of at least 1
 *
 * @example
 * ```ts
 * const some = lines.combineGlobally(sample(100));    // PCollection<string[]>, of one array
 * ```
 */
export function sample<T>(n: number): CombineFn<T, SampleAccumulator<T>, T[]> {
  if (!Number.isInteger(n) || n < 1)
    throw new RangeError(`sample takes a whole number of at least 1; got ${String(n)}.`);
  const cut = (held: SampleAccumulator<T>): SampleAccumulator<T> => {
    const { drawn } = held;
    if (drawn.length <= n) return held;
    drawn.sort(([a], [b]) => a - b);
    drawn.length = n;
    held.limit = drawn[n - 1]?.[0] ?? Infinity;
    return held;
  };
  const add = (held: SampleAccumulator<T>, pair: KV<number, T>): void => {
    if (pair[0] >= held.limit) return;
    held.drawn.push(pair);
    if (held.drawn.length >= 2 * n) cut(held);
  };
  return {
    createAccumulator: () => ({ drawn: [], limit: Infinity }),
    addInput: (held, value) => {
      const draw = Math.random();
      if (draw < held.limit) add(held, [draw, value]);
      return held;
    },
    mergeAccumulators: (into, other) => {
      for (const pair of other.drawn) add(into, pair);
      return into;
    },
    compact: cut,
    extractOutput: ({ drawn, limit }) => cut({ drawn: [...drawn], limit }).drawn.map(([, value]) => value),
    accumulatorCoder: (input) => sampleCoder(iterableCoder(kvCoder(doubleCoder, input)) as Coder<KV<number, T>[]>),
    outputCoder: listCoder,
  };
}

function sampleCoder<T>(drawnCoder: Coder<KV<number, T>[]>): Coder<SampleAccumulator<T>> {
  return mappedCoder<SampleAccumulator<T>, KV<number, T>[]>("sample", drawnCoder, {
    to: ({ drawn }) => drawn,
    // Without a limit, more is kept than need be until the next cut, and the sample is the same.
    from: (drawn) => ({ drawn, limit: Infinity }),
  });
}
