import type { AnyCombineFn, CombineContext, CombineFn } from "./combine-fn.ts";
import { WrongResultError } from "./wrong-result-error.ts";

/** Says whether a CombineFn has something to be set up or torn down. */
export function hasLifeCycle(fn: AnyCombineFn): boolean {
  return fn.setup !== undefined || fn.teardown !== undefined;
}

/** Returns the life cycle of a CombineFn, for one that is made of it. */
export function lifeCycleOf(fn: AnyCombineFn): Pick<AnyCombineFn, "setup" | "teardown"> {
  return {
    ...(fn.setup && { setup: () => fn.setup?.() }),
    ...(fn.teardown && { teardown: (resources) => fn.teardown?.(resources) }),
  };
}

/**
 * Returns `fn` with `context` handed to its functions: whoever combines then calls it with values and accumulators alone,
 * as it calls one that knows of no context.
 */
export function bindCombineFn<I, A, O>(fn: CombineFn<I, A, O>, context: CombineContext): CombineFn<I, A, O> {
  const compact = fn.compact?.bind(fn);
  return {
    createAccumulator: () => fn.createAccumulator(context),
    addInput: (accumulator, input) => fn.addInput(accumulator, input, context),
    mergeAccumulators: (into, other) => fn.mergeAccumulators(into, other, context),
    extractOutput: (accumulator) => fn.extractOutput(accumulator, context),
    ...(compact !== undefined && { compact: (accumulator: A) => compact(accumulator, context) }),
  };
}

/** Refuses an accumulator that is a promise: nobody would await it. */
export function syncAccumulator<A>(accumulator: A): A {
  return refusingPromises(accumulator, "The functions of a CombineFn must be synchronous.", [
    "await in a map before the combination",
    "what its functions need is awaited in its  setup",
  ]);
}

/** Refuses a result that is a promise. */
export function syncResult<O>(result: O): O {
  return refusingPromises(result, "extractOutput must be synchronous.", ["await in a map after the combination"]);
}

function refusingPromises<T>(result: T, message: string, remedies: readonly string[]): T {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return result;
  if (typeof (result as { then?: unknown }).then !== "function") return result;
  // Nobody takes it, nor its rejection.
  Promise.resolve(result).catch(() => undefined);
  throw new WrongResultError(message, remedies);
}
