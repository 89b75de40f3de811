import { checkKeyCoder } from "../graph/check-key-coder.ts";
import { MAIN_INPUT } from "../graph/nodes.ts";
import { checkOptionNames } from "../options/option-names.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { reshuffle } from "./reshuffle.ts";

/** How {@link PCollection.redistribute} moves elements. */
export interface RedistributeOptions {
  /** Whether the steps that follow can do with elements that come more than once, which lets some runners do less. */
  readonly allowDuplicates?: boolean;
}

/**
 * Lets a runner move elements between its workers. One that doesn't know of it does what is inside: a reshuffle.
 *
 * Source: `beam:transform:redistribute_arbitrarily:v1`, `beam:transform:redistribute_by_key:v1`.
 *
 * @throws NonDeterministicKeyError when it is by key, and the key's coder doesn't give equal keys equal bytes
 */
export function redistribute<T>(
  input: PCollection<T>,
  args: readonly unknown[],
  method: "redistribute" | "redistributeByKey",
): PCollection<T> {
  const [first, second] = args;
  const [name, options] = typeof first === "string" ? [first, second] : [undefined, first];
  const given: RedistributeOptions = options ?? {};
  checkOptionNames(given, ["allowDuplicates"], `${method}(...)`);
  const { allowDuplicates = false } = given;
  const { pipeline, node } = input;
  const isByKey = method === "redistributeByKey";
  const stepName = { name, defaultName: isByKey ? "RedistributeByKey" : "Redistribute" };
  if (isByKey) checkKeyCoder(node, pipeline.fullName(stepName));
  const kind = isByKey ? "redistributeByKey" : "redistributeArbitrarily";
  return pipeline.compositeStep(stepName, new Map([[MAIN_INPUT, node]]), () => reshuffle(input, undefined), {
    spec: { kind, allowDuplicates },
  });
}
