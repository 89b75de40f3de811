import type { Coder } from "../../coders/coder.ts";
import { encodeBytes } from "../../coders/encode-bytes.ts";
import type { CombineFn } from "../../dofn/combine-fn.ts";
import type { DoFnParts, OutputSpecs } from "../../dofn/do-fn.ts";
import type { ParDoFn } from "../../dofn/element-fn.ts";
import { isThenable } from "../maybe-promise.ts";
import type { Before } from "./watch.ts";
import type { StepGuard } from "./step-guard.ts";

type ErasedCombineFn = CombineFn<unknown, unknown, unknown>;
type ErasedDoFnParts = DoFnParts<unknown, unknown, OutputSpecs, unknown>;

/** A function over an element and what surrounds it. */
type Call = (element: never, ...rest: never[]) => unknown;

/** Returns a ParDo's function, called under a guard. */
export function guardParDo(fn: ParDoFn, guard: StepGuard): ParDoFn {
  if (fn.kind === "doFn") {
    // The graph's types have checked what reaches the step.
    const parts = fn.parts as ErasedDoFnParts;
    return { ...fn, parts: guardDoFn(parts, guard) };
  }
  if (fn.kind === "flatMap") {
    return { ...fn, fn: guardCall(fn.fn, guard, (...call) => guard.elements(...call)) };
  }
  if (fn.kind === "mapValues") {
    return { ...fn, fn: guardCall(fn.fn, guard, (...call) => guard.after(...call)) };
  }
  return { ...fn, fn: guardCall(fn.fn, guard, (...call) => guard.after(...call)) };
}

function guardDoFn(parts: ErasedDoFnParts, guard: StepGuard): ErasedDoFnParts {
  const startBundle = parts.startBundle?.bind(parts);
  const finishBundle = parts.finishBundle?.bind(parts);
  const setup = parts.setup?.bind(parts);
  const teardown = parts.teardown?.bind(parts);
  return {
    ...parts,
    ...(setup && { setup }),
    ...(startBundle && { startBundle: guardBundleCall(startBundle, guard) }),
    process: guardCall(parts.process.bind(parts), guard, (...call) => guard.after(...call)),
    ...(finishBundle && { finishBundle: guardBundleCall(finishBundle, guard) }),
    ...(teardown && { teardown }),
  };
}

/** Returns a function that does the same, called under a guard. */
function guardCall<F extends Call>(
  fn: F,
  guard: StepGuard,
  after: (returned: unknown, argument: unknown, before: Before | undefined) => unknown,
): F {
  const guarded = (element: never, ...rest: never[]): unknown => {
    const before = guard.before(element);
    let returned: unknown;
    try {
      returned = fn(element, ...rest);
    } catch (cause) {
      throw guard.explained(cause, element);
    }
    return typeof returned === "object" || before !== undefined ? after(returned, element, before) : returned;
  };
  // How many parameters it has tells whether it can see its window.
  Object.defineProperty(guarded, "length", { value: fn.length });
  // It takes and returns what `fn` does.
  return guarded as F;
}

/** Returns a function of a bundle's life, called under a guard: it may hold elements that it was given before. */
function guardBundleCall(fn: (context: never) => unknown, guard: StepGuard): (context: never) => void | Promise<void> {
  return (context) => {
    let returned: unknown;
    try {
      returned = fn(context);
    } catch (cause) {
      throw guard.explained(cause);
    }
    // What it returns counts for nothing.
    return isThenable(returned) ? guard.settled(returned).then(() => undefined) : undefined;
  };
}

/**
 * Returns a CombineFn, called under a guard: inputs must stay as they are, and so must an accumulator that is merged into
 * another, and one whose output is taken.
 */
export function guardCombineFn(fn: ErasedCombineFn, guard: StepGuard, coder: Coder<unknown>): ErasedCombineFn {
  const compact = fn.compact?.bind(fn);
  const accumulatorBefore = (accumulator: unknown): Before | undefined =>
    typeof accumulator === "object" && accumulator !== null
      ? { value: accumulator, coder, encoded: encodeBytes(coder, accumulator) }
      : undefined;
  return {
    ...fn,
    createAccumulator: (context) => fn.createAccumulator(context),
    addInput: (accumulator, input, context) => {
      const before = guard.before(input);
      let added: unknown;
      try {
        added = fn.addInput(accumulator, input, context);
      } catch (cause) {
        throw guard.explained(cause, input);
      }
      if (before !== undefined) guard.compare(before);
      return added;
    },
    mergeAccumulators: (into, other, context) => {
      const before = accumulatorBefore(other);
      const merged = fn.mergeAccumulators(into, other, context);
      if (before !== undefined) {
        guard.compare(
          before,
          "changed the second accumulator that mergeAccumulators was given: only the first one may be",
        );
      }
      return merged;
    },
    extractOutput: (accumulator, context) => {
      const before = accumulatorBefore(accumulator);
      const output = fn.extractOutput(accumulator, context);
      if (before !== undefined) {
        guard.compare(before, "changed the accumulator that extractOutput was given");
      }
      return output;
    },
    ...(compact && { compact: (accumulator, context) => compact(accumulator, context) }),
  };
}
