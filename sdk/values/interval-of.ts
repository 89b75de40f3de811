import { PurlinError } from "./purlin-error.ts";
import { GlobalWindow, IntervalWindow, type Window } from "./window.ts";

/** Thrown when a start or an end is asked of a window that is no interval. */
export class NotAnIntervalError extends PurlinError {
  constructor(window: Window) {
    super("NotAnIntervalError", "PURLIN_NOT_AN_INTERVAL", {
      summary: "A step asks for the start of its window, which is no interval.",
      facts: { window: window instanceof GlobalWindow ? window.toString() : "of a kind of the program's own" },
      remedies: [
        "put the elements into windows before:  .window(fixedWindows(minutes(5)))",
        "look what it is, where both may come:  window instanceof IntervalWindow",
      ],
    });
  }
}

/**
 * Returns the window that a function is given as an interval, with its start and end: what fixed, sliding, calendar windows
 * and sessions are. A PCollection's type says nothing of its windows, which the same step may have now and not then.
 *
 * @throws NotAnIntervalError for the global window, and windows of the user's own that are none
 *
 * @example
 * ```ts
 * const hourly = counts.map(([page, n], { window }) => ({ page, n, hour: new Date(intervalOf(window).start) }));
 * ```
 */
export function intervalOf(window: Window): IntervalWindow {
  if (window instanceof IntervalWindow) return window;
  throw new NotAnIntervalError(window);
}
