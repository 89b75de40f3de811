import type { CallSite } from "../values/call-site.ts";
import { UnboundedGroupError } from "./graph-errors.ts";
import { MAIN_INPUT, type CollectionNode, type TransformSpec } from "./nodes.ts";

/** A step that is about to be added. */
export interface NewStep {
  readonly spec: TransformSpec;
  readonly inputs: ReadonlyMap<string, CollectionNode>;
  readonly uniqueName: string;
  readonly callSite: CallSite;
}

/**
 * Checks that a step does not wait for what never comes: the last element of a PCollection that has none.
 *
 * Source: `GroupByKey.applicableTo` of Beam's Java SDK.
 *
 * @throws UnboundedGroupError when it does
 */
export function checkEndless({ spec, inputs, uniqueName, callSite }: NewStep): void {
  const does = spec.kind === "combinePerKey" ? "combines the values" : "makes groups";
  if (spec.kind === "groupByKey" || spec.kind === "combinePerKey") {
    if (isEndless(inputs.get(MAIN_INPUT))) throw new UnboundedGroupError(uniqueName, callSite, does);
  }
  if (spec.kind !== "parDo") return;
  for (const tag of spec.sideInputs?.keys() ?? []) {
    if (isEndless(inputs.get(tag))) throw new UnboundedGroupError(uniqueName, callSite, "has a side input");
  }
}

/** Whether a collection goes on for ever, in a window that does, and no trigger says that part of it is enough. */
function isEndless(collection: CollectionNode | undefined): boolean {
  if (collection === undefined || collection.isBounded) return false;
  const { windowFn, trigger } = collection.windowing;
  return windowFn.kind === "global_windows" && trigger.kind === "default";
}
