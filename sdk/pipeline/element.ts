/**
 * Anything may be an element. As a constraint, it makes TypeScript infer a pair from `(word) => [word, 1]`, where it
 * would otherwise infer an array.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- {} is what, with the tuple beside it, infers pairs
export type Element = {} | null | undefined | [unknown, ...unknown[]];

/** What a function that makes any number of elements returns. */
export type Many<T> = Iterable<T> | AsyncIterable<T>;
