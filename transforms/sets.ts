import { flatten, type CombineFn, type PCollection } from "../sdk/index.ts";

/** The collections beside the one that a set operation is applied to: at least one. */
type Others<T> = readonly [PCollection<T>, ...PCollection<T>[]];

type SetOperation<T> = (input: PCollection<T>) => PCollection<T>;

/**
 * Returns each element of this collection or of any other once in each window. Elements are the same when their encodings
 * are, as in {@link distinct}.
 *
 * @example
 * ```ts
 * const everybody = buyers.apply(union(visitors));
 * ```
 */
export function union<T>(...others: Others<T>): SetOperation<T> {
  return function union(input) {
    return counted(input, others, () => true);
  };
}

/** Returns the elements of this collection and of all others, as often as they occur. */
export function unionAll<T>(...others: Others<T>): SetOperation<T> {
  return function unionAll(input) {
    return flatten([input, ...others]);
  };
}

/**
 * Returns each element that this collection and all others have, once in each window.
 *
 * @example
 * ```ts
 * const loyal = buyersOfMay.apply(intersect(buyersOfJune, buyersOfJuly));
 * ```
 */
export function intersect<T>(...others: Others<T>): SetOperation<T> {
  return function intersect(input) {
    return counted(input, others, (counts) => counts.every((count) => count > 0));
  };
}

/** Returns each element that this collection and all others have, as often as the one that has it least often. */
export function intersectAll<T>(...others: Others<T>): SetOperation<T> {
  return function intersectAll(input) {
    return repeated(input, others, (counts) => Math.min(...counts));
  };
}

/**
 * Returns each element of this collection that no other has, once in each window.
 *
 * @example
 * ```ts
 * const lost = buyersOfMay.apply(except(buyersOfJune));
 * ```
 */
export function except<T>(...others: Others<T>): SetOperation<T> {
  return function except(input) {
    return counted(input, others, ([own = 0, ...rest]) => own > 0 && rest.every((count) => count === 0));
  };
}

/** Returns the elements of this collection, each as many times less as the others have it. */
export function exceptAll<T>(...others: Others<T>): SetOperation<T> {
  return function exceptAll(input) {
    return repeated(input, others, ([own = 0, ...rest]) => rest.reduce((left, count) => left - count, own));
  };
}

/** Returns the elements whose counts, one of each collection, satisfy a condition. */
function counted<T>(
  input: PCollection<T>,
  others: Others<T>,
  isWanted: (counts: readonly number[]) => boolean,
): PCollection<T> {
  return countsOf(input, others)
    .filter("Wanted", ([, counts]) => isWanted(counts))
    .keys("Elements");
}

/** Returns each element as often as its counts tell. */
function repeated<T>(
  input: PCollection<T>,
  others: Others<T>,
  times: (counts: readonly number[]) => number,
): PCollection<T> {
  return countsOf(input, others)
    .flatMap("Repeat", ([element, counts]) => copies(element, times(counts)))
    .keys("Elements");
}

function* copies<T>(element: T, times: number): Generator<[T, null]> {
  for (let i = 0; i < times; i++) yield [element, null];
}

/** Returns each element with how often each of the collections has it. */
function countsOf<T>(input: PCollection<T>, others: Others<T>): PCollection<[T, number[]]> {
  const collections = [input, ...others];
  const indexed = collections.map((collection, index) =>
    collection.keyedByElement(`ByElement${String(index)}`).mapValues(`From${String(index)}`, () => index),
  );
  return flatten(indexed).combinePerKey("Count", countsBy(collections.length));
}

/** The CombineFn of how often each index below `size` occurs. */
function countsBy(size: number): CombineFn<number, number[], number[]> {
  return {
    createAccumulator: () => new Array<number>(size).fill(0),
    addInput: (counts, index) => {
      counts[index] = (counts[index] ?? 0) + 1;
      return counts;
    },
    mergeAccumulators: (into, other) => into.map((count, index) => count + (other[index] ?? 0)),
    extractOutput: (counts) => [...counts],
  };
}
