import type { Coder } from "../coders/coder.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";

/**
 * Assigns windows to elements.
 *
 * `kind` is what `sdk/translate` maps to a URN; a WindowFn that only its own program knows has the kind `"custom"`.
 */
export interface WindowFn<W extends Window = Window> {
  readonly kind: string;
  /** Encodes the windows that it assigns. */
  readonly windowCoder: Coder<W>;
  /** Says whether windows of one key are merged when they are grouped, as sessions are. */
  readonly isMerging: boolean;
  /** Says that it never assigns an element to more than one window; false when left out. */
  readonly assignsToOneWindow?: boolean;
  /**
   * Returns the windows of an element: at least one. The array may be shared between elements, and is never changed.
   *
   * @param timestamp - the element's event time
   * @param value - the element
   */
  assignWindows(timestamp: Timestamp, value: unknown): readonly W[];
  /** Says whether windows of `other` can be grouped together with windows of this one. */
  isCompatible(other: WindowFn): boolean;
  /** What it is, for messages: `fixedWindows(60000 ms)`. */
  toString(): string;
}
