import { INFERRED, type CoderDeclaration } from "../graph/coder-declaration.ts";
import type { StepName } from "../graph/graph-builder.ts";
import { MAIN_INPUT, MAIN_OUTPUT, type CollectionNode, type TransformSpec } from "../graph/nodes.ts";
import type { StepSettings } from "../graph/step-settings.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";

/** What differs between steps of one input and one output. */
export interface StepOptions {
  readonly name: StepName;
  readonly spec: TransformSpec;
  /** How the output's coder is found; inferred when left out. */
  readonly coder?: CoderDeclaration;
  /** The output's windowing; the input's when left out. */
  readonly windowing?: WindowingStrategy;
  /** What it takes beside its main input, by tag. */
  readonly sideInputs?: ReadonlyMap<string, CollectionNode>;
  readonly settings?: StepSettings | undefined;
}

/** Adds a step of one input and one output, and returns its output. */
export function addStep<O>(input: PCollection<unknown>, options: StepOptions): PCollection<O> {
  const { name, spec, coder, windowing, sideInputs = [], settings } = options;
  const outputs = input.pipeline.step({
    name,
    spec,
    inputs: new Map([[MAIN_INPUT, input.node], ...sideInputs]),
    settings,
    outputs: new Map([
      [
        MAIN_OUTPUT,
        {
          coder: coder ?? INFERRED,
          windowing: windowing ?? input.node.windowing,
          isBounded: input.node.isBounded,
        },
      ],
    ]),
  });
  return outputs.get(MAIN_OUTPUT) as PCollection<O>;
}

/**
 * Reads the arguments of a chain method: an optional name, then what the method takes.
 *
 * @throws TypeError when what it takes is missing, as it can be in a program without type checks
 */
export function namedArguments(
  args: readonly unknown[],
  method: string,
): { readonly name: StepName; readonly taken: unknown; readonly options: unknown } {
  const [first, ...rest] = args;
  const isNamed = typeof first === "string";
  const [taken, options] = isNamed ? rest : args;
  if (taken === undefined || taken === null) throw new TypeError(`${method}(...) is missing what it should apply.`);
  const defaultName = method.charAt(0).toUpperCase() + method.slice(1);
  return { name: { name: isNamed ? first : undefined, defaultName }, taken, options };
}

/** The name of a step whose only argument is its name. */
export function optionallyNamed(name: string | undefined, defaultName: string): StepName {
  return { name, defaultName };
}

/**
 * Returns `taken` as a function.
 *
 * @throws TypeError when it is none
 */
export function functionOf(taken: unknown, method: string): (...args: never[]) => unknown {
  if (typeof taken !== "function") throw new TypeError(`${method}(...) takes a function; got ${typeof taken}.`);
  return taken as (...args: never[]) => unknown;
}
