import { inspect } from "node:util";
import { END_OF_GLOBAL_WINDOW, MIN_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import { GlobalWindow, IntervalWindow, type Window } from "../values/window.ts";

/** Returns a value for reading, on one line. */
export function valueText(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: Infinity, maxStringLength: 300, maxArrayLength: 50 });
}

/** Returns an element for reading, with its time and window (as text) where they are not the usual ones. */
export function elementText(value: unknown, timestamp: Timestamp, window: string): string {
  const isUsual = timestamp === MIN_TIMESTAMP || timestamp === END_OF_GLOBAL_WINDOW;
  return valueText(value) + (isUsual ? "" : ` at ${instantText(timestamp)}`) + (window === "" ? "" : ` in ${window}`);
}

/** Returns a window for reading; nothing for the global one. */
export function windowText(window: Window): string {
  if (window instanceof GlobalWindow) return "";
  if (window instanceof IntervalWindow) return `[${instantText(window.start)}, ${instantText(window.end)})`;
  return inspect(window, { depth: 3, breakLength: Infinity });
}

function instantText(timestamp: Timestamp): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}

/** The most lines that a message lists. */
const mostListed = 20;

/** Returns what a message says of several things: a line each, equal ones once, with how many others there are. */
export function listText(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const lines = [...counts].map(([text, count]) => (count === 1 ? text : `${text}  (${String(count)} times)`));
  const rest = lines.length - mostListed;
  return [...lines.slice(0, mostListed), ...(rest > 0 ? [`and ${String(rest)} others`] : [])].join("\n");
}
