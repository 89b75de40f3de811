import { boolCoder, type CombineFn } from "../sdk/index.ts";

type Predicate<T> = (value: T) => boolean;

/**
 * Returns the CombineFn that says whether any value is true, or has what `predicate` says; false for none.
 *
 * @example
 * ```ts
 * const hasErrors = logs.combineGlobally(any((line) => line.level === "error"));
 * ```
 */
export function any(): CombineFn<boolean, boolean, boolean>;
export function any<T>(predicate: Predicate<T>): CombineFn<T, boolean, boolean>;
export function any<T>(predicate: Predicate<T> = isTrue): CombineFn<T, boolean, boolean> {
  return {
    createAccumulator: () => false,
    addInput: (found, value) => found || predicate(value),
    mergeAccumulators: (a, b) => a || b,
    extractOutput: (found) => found,
    accumulatorCoder: boolCoder,
    outputCoder: boolCoder,
  };
}

/**
 * Returns the CombineFn that says whether all values are true, or have what `predicate` says; true for none.
 *
 * @example
 * ```ts
 * const isPaid = items.keyBy((item) => item.order).combinePerKey(all((item) => item.paid));
 * ```
 */
export function all(): CombineFn<boolean, boolean, boolean>;
export function all<T>(predicate: Predicate<T>): CombineFn<T, boolean, boolean>;
export function all<T>(predicate: Predicate<T> = isTrue): CombineFn<T, boolean, boolean> {
  return {
    createAccumulator: () => true,
    addInput: (held, value) => held && predicate(value),
    mergeAccumulators: (a, b) => a && b,
    extractOutput: (held) => held,
    accumulatorCoder: boolCoder,
    outputCoder: boolCoder,
  };
}

function isTrue(value: unknown): boolean {
  return value === true;
}
