import type { Coder } from "../../coders/coder.ts";
import type { Window } from "../../values/window.ts";

/** A side input of one step, as the world outside of a bundle knows it. */
export interface SideInputRef {
  readonly transformId: string;
  /** The tag of the transform's input. */
  readonly tag: string;
  /** Encodes its elements. */
  readonly coder: Coder<unknown>;
  /** Encodes its windows. */
  readonly windowCoder: Coder<Window>;
}

/** Where a bundle reads side inputs. The harness asks the runner's state, the DirectRunner has them here. */
export interface SideInputReader {
  /**
   * Returns what names the contents of a side input: while it stays the same, they do, also over bundles; undefined where
   * nothing is known.
   */
  version(input: SideInputRef): string | undefined;
  /** Returns all elements of a window, at once where they are here. */
  elements(input: SideInputRef, window: Window): readonly unknown[] | Promise<readonly unknown[]>;
  /** Reads the elements of a window page by page, anew each time. */
  pages(input: SideInputRef, window: Window): AsyncIterable<readonly unknown[]>;
  /** Reads the values of a key in a window page by page, anew each time. */
  valuePages(input: SideInputRef, window: Window, key: unknown): AsyncIterable<readonly unknown[]>;
}
