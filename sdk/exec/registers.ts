import { NO_FIRING, type PaneInfo } from "../values/pane.ts";
import { MIN_TIMESTAMP, type Timestamp } from "../values/timestamp.ts";
import { GLOBAL_WINDOWS, type Window } from "../values/window.ts";

/** The event time, windows and pane that belong to one element. */
export interface ElementMetadata {
  readonly timestamp: Timestamp;
  readonly windows: readonly Window[];
  readonly pane: PaneInfo;
}

/**
 * The metadata of the element that is being processed now. Units of a plan share one, so that passing an element on
 * costs nothing when its metadata stays as it is.
 *
 * The rule that makes sharing safe: a unit reads them before its `process` returns, and whoever changes them puts them
 * back. What happens after an `await` installs its own first.
 */
export class Registers implements ElementMetadata {
  timestamp: Timestamp = MIN_TIMESTAMP;
  windows: readonly Window[] = GLOBAL_WINDOWS;
  pane: PaneInfo = NO_FIRING;

  /** Makes these the registers' contents. */
  install({ timestamp, windows, pane }: ElementMetadata): void {
    this.timestamp = timestamp;
    this.windows = windows;
    this.pane = pane;
  }

  /** Returns a copy of the contents. */
  snapshot(): ElementMetadata {
    return { timestamp: this.timestamp, windows: this.windows, pane: this.pane };
  }
}
