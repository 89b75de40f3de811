import type { Window } from "../../index.ts";

/** Returns what a window calls itself. */
export function windowName(window: Window & { toString(): string }): string {
  return window.toString();
}
