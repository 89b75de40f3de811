import { valueCoder, type CombineCoder, type CombineFn } from "../sdk/index.ts";

/**
 * Returns the CombineFn that combines by `fn` what `project` returns for each value.
 *
 * A CombineFn that can't tell by itself what it takes, such as `max()`, needs the type of the function's parameter; or
 * {@link ofField} takes what is a property.
 *
 * @example
 * ```ts
 * const revenue = sales.combineGlobally(of((sale) => sale.price * sale.amount, sum()));
 * const last = sales.combineGlobally(of((sale: Sale) => sale.at.getTime(), max()));
 * ```
 */
export function of<T, V, A, O>(project: (value: T) => V, fn: CombineFn<V, A, O>): CombineFn<T, A, O> {
  const compact = fn.compact?.bind(fn);
  return {
    ...(fn.setup && { setup: () => fn.setup?.() }),
    ...(fn.teardown && { teardown: (resources) => fn.teardown?.(resources) }),
    createAccumulator: (context) => fn.createAccumulator(context),
    addInput: (accumulator, value, context) => fn.addInput(accumulator, project(value), context),
    mergeAccumulators: (into, other, context) => fn.mergeAccumulators(into, other, context),
    extractOutput: (accumulator, context) => fn.extractOutput(accumulator, context),
    ...(compact && { compact }),
    ...(fn.accumulatorCoder && { accumulatorCoder: ofProjected(fn.accumulatorCoder) }),
    ...(fn.outputCoder && { outputCoder: ofProjected(fn.outputCoder) }),
  };
}

/**
 * Returns the CombineFn that combines by `fn` a property of each value.
 *
 * @example
 * ```ts
 * const last = sales.combineGlobally(ofField("at", max()));    // PCollection<Date | undefined>
 * ```
 */
export function ofField<T, Name extends keyof T, A, O>(name: Name, fn: CombineFn<T[Name], A, O>): CombineFn<T, A, O> {
  return of((value: T) => value[name], fn);
}

/** What is projected has no coder but that of values. */
function ofProjected<T>(coder: CombineCoder<T>): CombineCoder<T> {
  return typeof coder === "function" ? coder(valueCoder) : coder;
}
