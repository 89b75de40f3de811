import type { Window } from "../../sdk/index.ts";

/** Returns what a window calls itself. */
export function windowName(window: Window & { toString(): string }): string {
  return window.toString();
}
