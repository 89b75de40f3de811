import type { PaneInfo } from "./pane.ts";
import type { Timestamp } from "./timestamp.ts";
import type { Window } from "./window.ts";

/** An element with its event time, its windows and its pane. */
export interface WindowedValue<T> {
  readonly value: T;
  readonly timestamp: Timestamp;
  readonly windows: readonly Window[];
  readonly pane: PaneInfo;
}
