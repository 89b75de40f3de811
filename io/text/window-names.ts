import { inspect } from "node:util";
import { IntervalWindow, PurlinError, type PaneInfo, type PCollection, type Window } from "../../sdk/index.ts";
import type { ShardNaming, WriteTextOptions } from "./write-options.ts";

/** Thrown when the files of windows can't be told from each other by their names. */
export class WindowNameError extends PurlinError {
  constructor(summary: string, facts: Readonly<Record<string, string>>, ...remedies: readonly string[]) {
    super("WindowNameError", "PURLIN_OUTPUT_WINDOW_NAME", { summary, facts, remedies });
  }
}

/**
 * Names an interval by its bounds, in characters that every file system takes:
 * `2026-01-31T23-00-00Z-2026-02-01T00-00-00Z`; a pane that is not the only one adds its number.
 */
export function intervalName(window: Window, pane: PaneInfo): string {
  if (!(window instanceof IntervalWindow)) throw new TypeError("Only intervals have names of their own.");
  const name = `${instantName(window.start)}-${instantName(window.end)}`;
  if (pane.isFirst && pane.isLast) return name;
  return `${name}-pane-${pane.index}-${pane.timing}`;
}

/** The furthest instant that a date tells. */
const LAST_DATE = 8.64e15;

function instantName(timestamp: number): string {
  if (timestamp < -LAST_DATE) return "beginning";
  if (timestamp > LAST_DATE) return "end";
  return new Date(timestamp).toISOString().replace(".000Z", "Z").replaceAll(":", "-");
}

/** What a name must not have: it is a part of a file's. */
const FORBIDDEN = /[/\\{}\u0000-\u001f]/;

/** Checks the name of a window that a function of the user's has made. */
export function checkWindowName(name: unknown, window: Window): asserts name is string {
  if (typeof name === "string" && name !== "" && !FORBIDDEN.test(name)) return;
  throw new WindowNameError(
    `windowName must return a part of a file's name; it returned ${inspect(name)}.`,
    { window: inspect(window) },
    "return a text without slashes, braces and line ends",
  );
}

/**
 * Checks that the files of windows, or of all elements, can be named as it is said.
 *
 * @throws WindowNameError when the windows have no names, or no place in the names
 */
export function checkWindowNaming(lines: PCollection<unknown>, naming: ShardNaming, options: WriteTextOptions): void {
  const { windowFn } = lines.node.windowing;
  const hasPlace = naming.template.includes("{window}");
  const windows = windowFn.toString();
  if (windowFn.kind === "global_windows") {
    if (!hasPlace) return;
    throw new WindowNameError(
      'The files are named by windows, and the elements have none but the global one: "{window}" says nothing.',
      { template: naming.template },
      'leave "{window}" out of the template',
      "window the elements before:  .window(fixedWindows(hours(1)))",
    );
  }
  if (!hasPlace) {
    throw new WindowNameError(
      "The elements have windows, each of which gets files of its own, and their names don't tell of which.",
      { windows, template: naming.template },
      'say where in the names:  { template: "{prefix}-{window}-{shard}-of-{shards}{suffix}" }',
      "write all elements to the same files:  .window(globalWindows())  before",
    );
  }
  if (options.windowName === undefined && windowFn.windowCoder.kind !== "interval_window") {
    throw new WindowNameError(
      "The elements have windows that are no intervals, and nothing says what their files are called.",
      { windows },
      "name the windows:  { windowName: (window) => ... }",
      "write all elements to the same files:  .window(globalWindows())  before",
    );
  }
}
