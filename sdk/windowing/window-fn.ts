import type { Coder } from "../coders/coder.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";

/** Windows of one key that become one. */
export interface MergedWindows<W extends Window = Window> {
  /** The window that they become; it may be one of them. */
  readonly merged: W;
  /** The windows that are in it, all of them of those that were to be merged. */
  readonly from: readonly W[];
}

/**
 * Assigns windows to elements.
 *
 * `W` are its windows, and `T` the elements that it takes. `kind` is what `sdk/translate` maps to a URN; a WindowFn that only its own program knows has the kind `"custom"`.
 */
export interface WindowFn<W extends Window = Window, T = unknown> {
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
  assignWindows(timestamp: Timestamp, value: T): readonly W[];
  /**
   * Returns the merges of a key's windows, where it `isMerging`: only those that change something. A window that is in
   * none of them stays as it is, and none is in two. What it returns depends on which windows there are, never on their
   * order.
   *
   * @param windows - the windows of one key, each once; at least one
   */
  mergeWindows?(windows: readonly W[]): readonly MergedWindows<W>[];
  /** Says whether windows of `other` can be grouped together with windows of this one. */
  isCompatible(other: WindowFn): boolean;
  /** What it is, for messages: `fixedWindows(60000 ms)`. */
  toString(): string;
}
