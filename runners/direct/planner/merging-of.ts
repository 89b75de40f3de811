import { UserFunctionError } from "../../../sdk/exec/user-function-error.ts";
import type { Components } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import type { CallSite } from "../../../sdk/values/call-site.ts";
import type { WindowingStrategy } from "../../../sdk/windowing/windowing-strategy.ts";
import type { Grouping } from "../engine/grouping.ts";

/** Where to look for the step that assigned windows. */
export interface WindowsOrigin {
  readonly windowingStrategyId: string;
  readonly components: Components;
  readonly callSites: ReadonlyMap<string, CallSite> | undefined;
}

/**
 * Returns what merges the windows of a key, where they are to be merged: what was merged once stays as it is. What a
 * function of the user's throws there is told with the step that the function was given to.
 */
export function mergingOf(
  { windowFn, mergeStatus }: WindowingStrategy,
  { windowingStrategyId, components, callSites }: WindowsOrigin,
): Grouping["mergeWindows"] {
  if (mergeStatus !== "needsMerge" || windowFn.mergeWindows === undefined) return undefined;
  const merge = windowFn.mergeWindows.bind(windowFn);
  return (windows) => {
    try {
      return merge(windows);
    } catch (cause) {
      const step = assigningStep(windowingStrategyId, components) ?? windowFn.toString();
      throw new UserFunctionError({ step, callSite: callSites?.get(step), cause, what: "merge" });
    }
  };
}

function assigningStep(windowingStrategyId: string, { transforms, pcollections }: Components): string | undefined {
  const assigns = Object.values(transforms).filter(({ spec }) => spec?.urn === urns.primitives.assignWindows);
  const made = assigns.find(({ outputs }) =>
    Object.values(outputs).some((id) => pcollections[id]?.windowingStrategyId === windowingStrategyId),
  );
  return made?.uniqueName;
}
