/** When a pane fired, relative to the watermark of its window's end. */
export type PaneTiming = "early" | "on-time" | "late" | "unknown";

/** Where a firing stands among the firings of its key and window. */
export interface PaneInfo {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly timing: PaneTiming;
  /** Which firing it is, from 0. */
  readonly index: number;
  /** Which of the firings that are not early it is, from 0; -1 for an early one. */
  readonly onTimeIndex: number;
}

/** The pane of elements that no grouping has fired. */
export const NO_FIRING: PaneInfo = Object.freeze({
  isFirst: true,
  isLast: true,
  timing: "unknown",
  index: 0,
  onTimeIndex: 0,
});

/** The pane of a group that fires once, when the watermark passes the end of its window. */
export const ON_TIME_AND_ONLY_FIRING: PaneInfo = Object.freeze({
  isFirst: true,
  isLast: true,
  timing: "on-time",
  index: 0,
  onTimeIndex: 0,
});
