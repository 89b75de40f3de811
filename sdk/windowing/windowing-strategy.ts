import { globalWindows } from "./global-windows.ts";
import { DEFAULT_TRIGGER, type Trigger } from "./trigger.ts";
import type { WindowFn } from "./window-fn.ts";

/** Whether a pane holds what came since the last one, or all that came so far. */
export type AccumulationMode = "discarding" | "accumulating" | "retracting";

/** Which event time a group gets from its elements. */
export type TimestampCombiner = "endOfWindow" | "latest" | "earliest";

/** How the elements of a PCollection are windowed, and how groups of them fire. */
export interface WindowingStrategy {
  readonly windowFn: WindowFn;
  readonly trigger: Trigger;
  readonly accumulationMode: AccumulationMode;
  readonly timestampCombiner: TimestampCombiner;
  readonly allowedLatenessMillis: number;
  /** Whether a last pane fires when a window expires though nothing came. */
  readonly closingBehavior: "emitAlways" | "emitIfNonEmpty";
  /** Whether the on-time pane fires though nothing came. */
  readonly onTimeBehavior: "fireAlways" | "fireIfNonEmpty";
  /** Whether windows were merged, and must not be merged again. */
  readonly mergeStatus: "nonMerging" | "needsMerge" | "alreadyMerged";
  readonly assignsToOneWindow: boolean;
}

/** The strategy of a root: the global window, the default trigger, nothing late. */
export const DEFAULT_WINDOWING: WindowingStrategy = Object.freeze({
  windowFn: globalWindows(),
  trigger: DEFAULT_TRIGGER,
  accumulationMode: "discarding",
  timestampCombiner: "endOfWindow",
  allowedLatenessMillis: 0,
  closingBehavior: "emitIfNonEmpty",
  onTimeBehavior: "fireAlways",
  mergeStatus: "nonMerging",
  assignsToOneWindow: true,
});
