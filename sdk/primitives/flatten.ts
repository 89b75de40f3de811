import { ForeignCollectionError, IncompatibleWindowsError } from "../graph/graph-errors.ts";
import { MAIN_OUTPUT } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { captureCallSite } from "../values/call-site.ts";

/** The element types of PCollections, as a union. */
export type ElementOf<P> = P extends PCollection<infer T> ? T : never;

/**
 * Returns the elements of all of the given PCollections, in no particular order.
 *
 * @param inputs - at least one, all of one pipeline and with the same windows
 * @throws IncompatibleWindowsError when their windows differ
 *
 * @example
 * ```ts
 * const all = flatten([clicks, purchases]);                 // PCollection<Click | Purchase>
 * const named = flatten("AllEvents", [clicks, purchases]);
 * ```
 */
export function flatten<const Inputs extends readonly [PCollection<unknown>, ...PCollection<unknown>[]]>(
  inputs: Inputs,
): PCollection<ElementOf<Inputs[number]>>;
export function flatten<T>(inputs: readonly PCollection<T>[]): PCollection<T>;
export function flatten<const Inputs extends readonly [PCollection<unknown>, ...PCollection<unknown>[]]>(
  name: string,
  inputs: Inputs,
): PCollection<ElementOf<Inputs[number]>>;
export function flatten<T>(name: string, inputs: readonly PCollection<T>[]): PCollection<T>;
export function flatten(
  nameOrInputs: string | readonly PCollection<unknown>[],
  namedInputs: readonly PCollection<unknown>[] = [],
): PCollection<unknown> {
  const [name, inputs] = typeof nameOrInputs === "string" ? [nameOrInputs, namedInputs] : [undefined, nameOrInputs];
  const [first] = inputs;
  if (first === undefined) throw new TypeError("flatten takes at least one PCollection.");
  const stepName = { name, defaultName: "Flatten" };
  checkInputs(first.pipeline.fullName(stepName), first, inputs);
  const outputs = first.pipeline.step({
    name: stepName,
    spec: { kind: "flatten" },
    inputs: new Map(inputs.map(({ node }, index) => [`input${String(index)}`, node])),
    outputs: new Map([
      [
        MAIN_OUTPUT,
        {
          coder: { from: "union", collections: inputs.map(({ node }) => node) },
          windowing: first.node.windowing,
          isBounded: inputs.every(({ node }) => node.isBounded),
        },
      ],
    ]),
  });
  return outputs.get(MAIN_OUTPUT) as PCollection<unknown>;
}

function checkInputs(step: string, first: PCollection<unknown>, inputs: readonly PCollection<unknown>[]): void {
  const { windowFn } = first.node.windowing;
  for (const { pipeline, node } of inputs) {
    if (pipeline !== first.pipeline) throw new ForeignCollectionError(step, captureCallSite());
    if (!windowFn.isCompatible(node.windowing.windowFn)) {
      const windows = [windowFn.toString(), node.windowing.windowFn.toString()];
      throw new IncompatibleWindowsError(step, captureCallSite(), windows);
    }
  }
}
