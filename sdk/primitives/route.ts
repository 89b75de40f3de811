import type { DoFnParts, OutputSpecs } from "../dofn/do-fn.ts";
import type { ElementContext, ProcessContext } from "../dofn/contexts.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { MAIN_INPUT, MAIN_OUTPUT } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";

/** Returns the name of the output that an element goes to. */
export type Route = (element: unknown, context: ElementContext) => string | PromiseLike<string>;

/**
 * Adds a step that passes each element on to one of several outputs, all of the input's elements and coder.
 *
 * @param outputs - their names, at least one
 * @returns the outputs by name
 */
export function addRoute<T>(
  input: PCollection<T>,
  name: StepName,
  outputs: readonly string[],
  route: Route,
): ReadonlyMap<string, PCollection<T>> {
  const { pipeline, node } = input;
  const tags = new Map(outputs.map((output) => [output, output]));
  // A step has a main output: that of this name, or the first.
  const main = tags.has(MAIN_OUTPUT) ? MAIN_OUTPUT : (outputs[0] ?? MAIN_OUTPUT);
  tags.set(main, MAIN_OUTPUT);
  const parts = {
    coder: { from: "someOf", collection: node } as const,
    windowing: node.windowing,
    isBounded: node.isBounded,
  };
  const fn = { kind: "doFn", parts: routeParts(main, route) } as const;
  const functionId = pipeline.functions.add("parDo", fn, pipeline.fullName(name));
  const made = pipeline.step({
    name,
    spec: { kind: "parDo", functionId },
    inputs: new Map([[MAIN_INPUT, node]]),
    outputs: new Map([...tags.values()].map((tag) => [tag, parts])),
  });
  return new Map([...tags].map(([output, tag]) => [output, made.get(tag) as PCollection<T>]));
}

/** Says whether the function of a step has returned a promise; a program without type checks may return anything. */
export function isPromise<T>(returned: T | PromiseLike<T>): returned is PromiseLike<T> {
  return typeof (returned as Partial<PromiseLike<T>> | null | undefined)?.then === "function";
}

type Context = ProcessContext<unknown, Readonly<Record<string, unknown>>, unknown>;

function routeParts(main: string, route: Route): DoFnParts<never, unknown, OutputSpecs, unknown> {
  const pass = (element: unknown, output: string, { emit, emitTo }: Context): void => {
    if (output === main) emit(element);
    else emitTo(output, element);
  };
  return {
    process(element: unknown, context: Context): void | PromiseLike<void> {
      const output = route(element, context);
      if (typeof output !== "string") return output.then((awaited) => pass(element, awaited, context));
      pass(element, output, context);
    },
  };
}
