import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { combineTimestamps } from "../../../sdk/windowing/combine-timestamps.ts";
import type { Grouping } from "./grouping.ts";
import { compareWindows, type OrderedWindow } from "./segment-merge.ts";

/** What came for a key in one window, before windows are merged. */
export interface WindowGroup extends OrderedWindow {
  /** Combined of its elements. */
  timestamp: Timestamp;
  readonly values: Iterable<unknown>;
}

/** What came for a key in windows that are merged into one. */
export interface MergedGroup<Group extends WindowGroup = WindowGroup> {
  readonly window: Window;
  readonly timestamp: Timestamp;
  /** In the order of their windows. */
  readonly parts: readonly Group[];
}

/**
 * Merges the windows of one key as its WindowFn does.
 *
 * The values of a merged window come in the order of the windows that are in it, by their ends: for sessions that is the
 * order of event time. Within a window they come as they came.
 *
 * @param groups - of different windows, in any order
 */
export function mergeGroups<Group extends WindowGroup>(
  groups: readonly Group[],
  grouping: Grouping,
): MergedGroup<Group>[] {
  const { windowCoder, mergeWindows } = grouping;
  const sorted = groups.toSorted(compareWindows);
  if (mergeWindows === undefined || sorted.length < 2)
    return sorted.map((group) => merged(group.window, [group], grouping));
  const mergedInto = new Map<unknown, Window>();
  for (const { merged, from } of mergeWindows(sorted.map(({ window }) => window))) {
    for (const window of from) mergedInto.set(windowCoder.structuralValue(window), merged);
  }
  const parts = new Map<unknown, { readonly window: Window; readonly parts: Group[] }>();
  for (const group of sorted) {
    const window = mergedInto.get(group.windowOrder) ?? group.window;
    const order = window === group.window ? group.windowOrder : windowCoder.structuralValue(window);
    const found = parts.get(order);
    if (found === undefined) parts.set(order, { window, parts: [group] });
    else found.parts.push(group);
  }
  return [...parts.values()].map((found) => merged(found.window, found.parts, grouping));
}

function merged<Group extends WindowGroup>(
  window: Window,
  parts: readonly Group[],
  { timestampCombiner }: Grouping,
): MergedGroup<Group> {
  if (timestampCombiner === "endOfWindow") return { window, timestamp: window.maxTimestamp, parts };
  const timestamp = parts.map((part) => part.timestamp).reduce((a, b) => combineTimestamps(timestampCombiner, a, b));
  return { window, timestamp, parts };
}
