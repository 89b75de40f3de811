import { END_OF_GLOBAL_WINDOW, type Timestamp } from "./timestamp.ts";

/** A finite group of elements in event time, which ends at `maxTimestamp` (inclusive). */
export interface Window {
  readonly maxTimestamp: Timestamp;
}

/** The window of every element that nothing has windowed. There is one: {@link GLOBAL_WINDOW}. */
export class GlobalWindow implements Window {
  readonly maxTimestamp: Timestamp = END_OF_GLOBAL_WINDOW;

  toString(): string {
    return "global";
  }
}

/** The only {@link GlobalWindow}. */
export const GLOBAL_WINDOW: GlobalWindow = new GlobalWindow();

/** The windows of an element that is in the global window alone; shared, so that it can be compared by identity. */
export const GLOBAL_WINDOWS: readonly GlobalWindow[] = Object.freeze([GLOBAL_WINDOW]);

/** The window from `start` (inclusive) to `end` (exclusive). */
export class IntervalWindow implements Window {
  readonly start: Timestamp;
  readonly end: Timestamp;

  constructor(start: Timestamp, end: Timestamp) {
    this.start = start;
    this.end = end;
  }

  get maxTimestamp(): Timestamp {
    return this.end - 1;
  }

  toString(): string {
    return `[${String(this.start)}, ${String(this.end)})`;
  }
}
