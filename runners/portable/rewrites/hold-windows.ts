import { create, toBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import {
  FunctionSpecSchema,
  MergeStatus_Enum,
  type Components,
  type Pipeline,
  type WindowingStrategy,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { FixedWindowsPayloadSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/standard_window_fns_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";

/**
 * Tells engines of windows that are intervals and stay as they are that they are fixed ones. Engines know of a windowing
 * strategy what they need to group by it, which is that nothing is merged and how windows are encoded. They refuse
 * WindowFns that they don't know (Flink, Spark), and merge sessions again that were merged (all but the DirectRunner).
 *
 *     before:  [days]     purlin:window_fn:calendar:v1, interval_window
 *              [visits]   session_windows, interval_window, ALREADY_MERGED
 *
 *     after:   [days]     fixed_windows, interval_window
 *              [visits]   fixed_windows, interval_window
 *
 * The steps that assign windows keep their WindowFns: workers run them.
 *
 * @param pipeline - is changed
 */
export function holdWindows({ components }: Pipeline): void {
  if (components === undefined) return;
  for (const strategy of Object.values(components.windowingStrategies)) {
    if (!isHeld(strategy, components)) continue;
    strategy.windowFn = create(FunctionSpecSchema, { urn: urns.windowFns.fixedWindows, payload });
    strategy.mergeStatus = MergeStatus_Enum.NON_MERGING;
  }
}

// No engine assigns windows by it, so that any size will do.
const payload = toBinary(
  FixedWindowsPayloadSchema,
  create(FixedWindowsPayloadSchema, { size: create(DurationSchema, { seconds: 1n }) }),
);

/** WindowFns that engines assign by themselves, and that don't merge. */
const plain: ReadonlySet<string> = new Set([
  urns.windowFns.globalWindows,
  urns.windowFns.fixedWindows,
  urns.windowFns.slidingWindows,
]);

function isHeld({ windowFn, mergeStatus, windowCoderId }: WindowingStrategy, { coders }: Components): boolean {
  return (
    mergeStatus !== MergeStatus_Enum.NEEDS_MERGE &&
    coders[windowCoderId]?.spec?.urn === urns.coders.intervalWindow &&
    !plain.has(windowFn?.urn ?? "")
  );
}
