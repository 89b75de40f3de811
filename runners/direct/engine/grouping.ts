import type { Coder } from "../../../sdk/coders/coder.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { MergedWindows } from "../../../sdk/windowing/window-fn.ts";
import type { TimestampCombiner } from "../../../sdk/windowing/windowing-strategy.ts";

/** How a stage groups its input. */
export interface Grouping {
  readonly keyCoder: Coder<unknown>;
  readonly valueCoder: Coder<unknown>;
  readonly windowCoder: Coder<Window>;
  readonly timestampCombiner: TimestampCombiner;
  /** Says which windows of a key become one; left out where windows stay as they are. */
  readonly mergeWindows?: ((windows: readonly Window[]) => readonly MergedWindows[]) | undefined;
}
