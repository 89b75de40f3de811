import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import type { TimestampCombiner } from "./windowing-strategy.ts";

/** Returns the event time of a group's first element, as the group counts it. */
export function firstTimestamp(combiner: TimestampCombiner, timestamp: Timestamp, window: Window): Timestamp {
  return combiner === "endOfWindow" ? window.maxTimestamp : timestamp;
}

/** Returns the event time of a group that takes in one of `timestamp`. */
export function combineTimestamps(combiner: TimestampCombiner, group: Timestamp, timestamp: Timestamp): Timestamp {
  if (combiner === "endOfWindow") return group;
  return combiner === "latest" ? Math.max(group, timestamp) : Math.min(group, timestamp);
}
