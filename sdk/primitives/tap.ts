import type { ElementFunction } from "../dofn/element-fn.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { stepOptionParts } from "./element-wise-options.ts";
import { addParDo } from "./par-do.ts";
import { functionOf, namedArguments } from "./step.ts";

/** Calls a function for each element, waits for what it returns, and passes the element on. */
export function tap<T>(input: PCollection<T>, args: readonly unknown[]): PCollection<T> {
  const { name, taken, options } = namedArguments(args, "tap");
  const fn = functionOf(taken, "tap") as ElementFunction;
  const pass: ElementFunction = (element, context) => passedOn(element, fn(element, context));
  // A function of one parameter can't see its context: then it is called once for an element of several windows.
  const one = (element: unknown): unknown => passedOn(element, (fn as (element: unknown) => unknown)(element));
  const coder = { from: "sameAs", collection: input.node } as const;
  return addParDo(
    input,
    name,
    { kind: "map", fn: fn.length === 1 ? one : pass },
    coder,
    stepOptionParts(options, "tap"),
  );
}

function passedOn(element: unknown, returned: unknown): unknown {
  return isThenable(returned) ? returned.then(() => element) : element;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
