import type { PaneInfo } from "./pane.ts";
import type { Timestamp } from "./timestamp.ts";
import type { Window } from "./window.ts";

/** What names a timer: a key, the tag among the timers of that name, and the windows it is for. */
export interface TimerName<K> {
  readonly key: K;
  /** Empty for a timer that has no tag. */
  readonly tag: string;
  readonly windows: readonly Window[];
}

/** A timer that is to fire. */
export interface SetTimer<K> extends TimerName<K> {
  readonly isCleared: false;
  readonly fireTimestamp: Timestamp;
  /** The instant at which it holds the output watermark, and which its outputs get. */
  readonly holdTimestamp: Timestamp;
  readonly pane: PaneInfo;
}

/** A timer that is to be forgotten. */
export interface ClearedTimer<K> extends TimerName<K> {
  readonly isCleared: true;
}

/** A timer, as it travels between a runner and a worker. */
export type Timer<K> = SetTimer<K> | ClearedTimer<K>;
