import { inspect, isDeepStrictEqual } from "node:util";
import type { Coder } from "../coders/coder.ts";
import { decodeBytes, encodeBytes } from "../coders/encode-bytes.ts";
import { valueCoderOf } from "../coders/value-coder.ts";
import { bindCombineFn } from "../dofn/bind-combine-fn.ts";
import { combineCoderOf, type CombineContext, type CombineFn } from "../dofn/combine-fn.ts";
import { PurlinError } from "../values/purlin-error.ts";

/** How results are judged. */
export interface CombineFnLawsOptions<I, O> {
  /** Returns what the values combine to, in the plainest way; where left out, results are compared with each other. */
  readonly oracle?: (values: readonly I[]) => O;
  /** Says whether two results are the same; deep equality, by which NaN is NaN and -0 is not 0, when left out. */
  readonly isSame?: (a: O, b: O) => boolean;
  /** What the functions are given beside values: the resources that `setup` would return, and side inputs. */
  readonly context?: CombineContext;
}

/** Thrown when a CombineFn gives another result where a runner combines in another way. */
export class CombineFnLawError extends PurlinError {
  constructor(claim: string, values: readonly unknown[], wanted: unknown, got: unknown) {
    super("CombineFnLawError", "PURLIN_COMBINE_FN_LAW", {
      summary: `The CombineFn breaks a law: ${claim}.`,
      facts: { values: show(values), wanted: show(wanted), got: show(got) },
      remedies: [
        "see the contract of each function at CombineFn: a runner adds, merges, compacts and encodes as it likes",
      ],
    });
  }
}

/**
 * Checks that a CombineFn gives one result for `values`, however a runner adds them, cuts them into accumulators, merges,
 * compacts and encodes these, and however often it asks for results in between.
 *
 * Feed it from a property test, or with values that are hard on the function: none, one, many equal ones.
 *
 * @param combineFn - its results are to be the same for any order of the values
 * @throws CombineFnLawError that names the law, the values and both results
 *
 * @example
 * ```ts
 * it("is a lawful CombineFn", () => {
 *   fc.assert(fc.property(fc.array(fc.integer()), (values) => checkCombineFnLaws(sum(), values)));
 * });
 * ```
 */
export function checkCombineFnLaws<I, A, O>(
  combineFn: CombineFn<I, A, O>,
  values: readonly I[],
  { oracle, isSame = isDeepStrictEqual, context }: CombineFnLawsOptions<I, O> = {},
): void {
  const fn = context === undefined ? combineFn : { ...combineFn, ...bindCombineFn(combineFn, context) };
  const wanted = oracle === undefined ? fn.extractOutput(accumulate(fn, values)) : oracle(values);
  for (const { claim, results } of laws) {
    // The laws are written for any types; those of one CombineFn fit each other.
    for (const got of results(fn as CombineFn<unknown, unknown, unknown>, values) as Iterable<O>) {
      if (!isSame(wanted, got)) throw new CombineFnLawError(claim, values, wanted, got);
    }
  }
}

type ErasedFn = CombineFn<unknown, unknown, unknown>;

/** A way to combine values; all of its results are to be that of adding one value after the other. */
interface Law {
  readonly claim: string;
  readonly results: (fn: ErasedFn, values: readonly unknown[]) => Iterable<unknown>;
}

const laws: readonly Law[] = [
  {
    claim: "adding values one after the other gives the result that is wanted",
    *results(fn, values) {
      yield fn.extractOutput(accumulate(fn, values));
    },
  },
  {
    claim: "the order of the values doesn't matter",
    *results(fn, values) {
      yield fn.extractOutput(accumulate(fn, values.toReversed()));
      for (const [left, right] of cuts(values)) yield fn.extractOutput(accumulate(fn, [...right, ...left]));
    },
  },
  {
    claim: "each accumulator is its own: two that are filled in turns don't mix",
    *results(fn, values) {
      let [one, two] = [fn.createAccumulator(), fn.createAccumulator()];
      for (const value of values) [one, two] = [fn.addInput(one, value), fn.addInput(two, value)];
      yield fn.extractOutput(one);
      yield fn.extractOutput(two);
    },
  },
  {
    claim: "merging an accumulator of no values changes nothing",
    *results(fn, values) {
      yield fn.extractOutput(fn.mergeAccumulators(accumulate(fn, values), fn.createAccumulator()));
      yield fn.extractOutput(fn.mergeAccumulators(fn.createAccumulator(), accumulate(fn, values)));
    },
  },
  {
    claim: "merging accumulators gives what adding all of their values gives",
    *results(fn, values) {
      for (const [left, right] of cuts(values)) {
        yield fn.extractOutput(fn.mergeAccumulators(accumulate(fn, left), accumulate(fn, right)));
      }
    },
  },
  {
    claim: "merging is commutative",
    *results(fn, values) {
      for (const [left, right] of cuts(values)) {
        yield fn.extractOutput(fn.mergeAccumulators(accumulate(fn, right), accumulate(fn, left)));
      }
    },
  },
  {
    claim: "merging is associative",
    *results(fn, values) {
      for (const [left, rest] of cuts(values)) {
        for (const [middle, right] of cuts(rest)) {
          const [a, b, c] = [accumulate(fn, left), accumulate(fn, middle), accumulate(fn, right)];
          yield fn.extractOutput(fn.mergeAccumulators(a, fn.mergeAccumulators(b, c)));
          const [d, e, f] = [accumulate(fn, left), accumulate(fn, middle), accumulate(fn, right)];
          yield fn.extractOutput(fn.mergeAccumulators(fn.mergeAccumulators(d, e), f));
        }
      }
    },
  },
  {
    claim: "mergeAccumulators doesn't change its second accumulator",
    *results(fn, values) {
      const other = accumulate(fn, values);
      for (const [left] of cuts(values)) fn.mergeAccumulators(accumulate(fn, left), other);
      yield fn.extractOutput(other);
    },
  },
  {
    claim: "values can be added after a merge",
    *results(fn, values) {
      for (const [left, right] of cuts(values)) {
        yield fn.extractOutput(addAll(fn, fn.mergeAccumulators(fn.createAccumulator(), accumulate(fn, left)), right));
      }
    },
  },
  {
    claim: "compact keeps the result, and what is added later",
    *results(fn, values) {
      if (fn.compact === undefined) return;
      for (const [left, right] of cuts(values)) {
        yield fn.extractOutput(fn.compact(addAll(fn, fn.compact(accumulate(fn, left)), right)));
        yield fn.extractOutput(
          fn.mergeAccumulators(fn.compact(accumulate(fn, left)), fn.compact(accumulate(fn, right))),
        );
      }
    },
  },
  {
    claim: "extractOutput doesn't use the accumulator up",
    *results(fn, values) {
      for (const [left, right] of cuts(values)) {
        const accumulator = accumulate(fn, left);
        fn.extractOutput(accumulator);
        const all = addAll(fn, accumulator, right);
        fn.extractOutput(all);
        yield fn.extractOutput(all);
      }
    },
  },
  {
    claim: "a result stays as it is when more values are added",
    *results(fn, values) {
      const accumulator = accumulate(fn, values);
      const early = fn.extractOutput(accumulator);
      fn.extractOutput(addAll(fn, accumulator, values));
      yield early;
    },
  },
  {
    claim: "accumulators come back from their coder as they were",
    *results(fn, values) {
      const coder = combineCoderOf(fn.accumulatorCoder ?? valueCoderOf<unknown>(), valueCoderOf<unknown>());
      for (const [left, right] of cuts(values)) {
        const [a, b] = [throughBytes(coder, accumulate(fn, left)), throughBytes(coder, accumulate(fn, right))];
        yield fn.extractOutput(throughBytes(coder, fn.mergeAccumulators(a, b)));
      }
    },
  },
  {
    claim: "results come back from their coder as they were",
    *results(fn, values) {
      const coder = combineCoderOf(fn.outputCoder ?? valueCoderOf<unknown>(), valueCoderOf<unknown>());
      yield throughBytes(coder, fn.extractOutput(accumulate(fn, values)));
    },
  },
];

function accumulate<I, A>(fn: CombineFn<I, A, unknown>, values: readonly I[]): A {
  return addAll(fn, fn.createAccumulator(), values);
}

function addAll<I, A>(fn: CombineFn<I, A, unknown>, start: A, values: readonly I[]): A {
  return values.reduce((accumulator, value) => fn.addInput(accumulator, value), start);
}

function throughBytes<T>(coder: Coder<T>, value: T): T {
  return decodeBytes(coder, encodeBytes(coder, value));
}

/** The most cuts of one list: laws over two cuts take their square. */
const maxCuts = 12;

/** Cuts values into two, the outermost cuts included: at every place of a short list, at some of a long one. */
function* cuts(values: readonly unknown[]): Generator<readonly [readonly unknown[], readonly unknown[]]> {
  const count = Math.min(values.length, maxCuts);
  for (let i = 0; i <= count; i++) {
    const at = count === 0 ? 0 : Math.round((i * values.length) / count);
    yield [values.slice(0, at), values.slice(at)];
  }
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: Infinity, maxArrayLength: 20, maxStringLength: 200 });
}
