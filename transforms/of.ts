import { valueCoder, type CombineCoder, type CombineFn } from "../sdk/index.ts";

/**
 * Returns the CombineFn that combines by `fn` what `project` returns for each value, or a property of it.
 *
 * A function whose result `fn` can't tell by itself, such as `max()`, needs the type of its parameter, or a property's
 * name in its place.
 *
 * @example
 * ```ts
 * const revenue = sales.combineGlobally(of((sale) => sale.price * sale.amount, sum()));
 * const last = sales.combineGlobally(of("at", max()));
 * ```
 */
export function of<T, const Key extends keyof T, A, O>(property: Key, fn: CombineFn<T[Key], A, O>): CombineFn<T, A, O>;
export function of<T, V, A, O>(project: (value: T) => V, fn: CombineFn<V, A, O>): CombineFn<T, A, O>;
export function of<T, V, A, O>(project: keyof T | ((value: T) => V), fn: CombineFn<V, A, O>): CombineFn<T, A, O> {
  const valueOf = typeof project === "function" ? project : (value: T): V => value[project] as V;
  const compact = fn.compact?.bind(fn);
  return {
    ...(fn.setup && { setup: () => fn.setup?.() }),
    ...(fn.teardown && { teardown: (resources) => fn.teardown?.(resources) }),
    createAccumulator: (context) => fn.createAccumulator(context),
    addInput: (accumulator, value, context) => fn.addInput(accumulator, valueOf(value), context),
    mergeAccumulators: (into, other, context) => fn.mergeAccumulators(into, other, context),
    extractOutput: (accumulator, context) => fn.extractOutput(accumulator, context),
    ...(compact && { compact }),
    ...(fn.accumulatorCoder && { accumulatorCoder: ofProjected(fn.accumulatorCoder) }),
    ...(fn.outputCoder && { outputCoder: ofProjected(fn.outputCoder) }),
  };
}

/** What is projected has no coder but that of values. */
function ofProjected<T>(coder: CombineCoder<T>): CombineCoder<T> {
  return typeof coder === "function" ? coder(valueCoder) : coder;
}
