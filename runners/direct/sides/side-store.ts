import type { Coder } from "../../../sdk/coders/coder.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { SpillSpace } from "../engine/spill-space.ts";

/**
 * How a collection is kept for those that read it as a side input: as values in memory, or encoded, in order or by key,
 * where it may outgrow memory.
 */
export type SideForm = "values" | "iterable" | "multimap";

/** What a store is made from. */
export interface SideStoreParts {
  readonly coder: Coder<unknown>;
  readonly windowCoder: Coder<Window>;
  readonly space: SpillSpace;
}

/** The elements of a collection, by window, for side inputs: written until its producer is done, and read after that. */
export interface SideStore {
  add(value: unknown, windows: readonly Window[]): void;
  /** Yields the elements of a window in runs, anew each time. */
  pages(window: Window): Iterable<readonly unknown[]>;
  /** Yields the values of a key in a window in runs, anew each time. */
  valuePages(window: Window, key: unknown): Iterable<readonly unknown[]>;
}
