import { globalWindowCoder } from "../coders/global-window-coder.ts";
import { GLOBAL_WINDOWS, type GlobalWindow } from "../values/window.ts";
import type { WindowFn } from "./window-fn.ts";

const instance: WindowFn<GlobalWindow> = Object.freeze({
  kind: "global_windows",
  windowCoder: globalWindowCoder,
  isMerging: false,
  assignsToOneWindow: true,
  assignWindows: () => GLOBAL_WINDOWS,
  isCompatible: (other: WindowFn) => other.kind === "global_windows",
  toString: () => "globalWindows()",
});

/**
 * Returns the WindowFn that puts every element into the one window that spans all of event time: where each pipeline
 * begins.
 *
 * @example
 * ```ts
 * const whole = hourly.window(globalWindows());
 * ```
 */
export function globalWindows(): WindowFn<GlobalWindow> {
  return instance;
}
