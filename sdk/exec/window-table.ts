import type { Coder } from "../coders/coder.ts";
import { GLOBAL_WINDOW, type Window } from "../values/window.ts";

/** The entries of one window, by the structural value of their keys. */
export interface WindowEntries<Entry> {
  readonly window: Window;
  readonly entries: Map<unknown, Entry>;
}

/** Keeps something for each key of each window. */
export class WindowTable<Entry> {
  readonly #windowCoder: Coder<Window>;
  readonly #windows = new Map<unknown, WindowEntries<Entry>>();
  // Elements come in runs of one window, and mostly there is only the global one.
  #last: WindowEntries<Entry> | undefined;

  constructor(windowCoder: Coder<Window>) {
    this.#windowCoder = windowCoder;
  }

  /** Returns the entries of a window, to read and to add to. */
  entriesOf(window: Window): Map<unknown, Entry> {
    if (this.#last?.window === window) return this.#last.entries;
    const key = window === GLOBAL_WINDOW ? window : this.#windowCoder.structuralValue(window);
    let found = this.#windows.get(key);
    if (found === undefined) {
      found = { window, entries: new Map() };
      this.#windows.set(key, found);
    }
    this.#last = found;
    return found.entries;
  }

  /** Yields the windows with their entries, in the order in which they were first seen. */
  windows(): IterableIterator<WindowEntries<Entry>> {
    return this.#windows.values();
  }

  /** Removes a window with its entries. */
  delete(window: Window): void {
    this.#windows.delete(window === GLOBAL_WINDOW ? window : this.#windowCoder.structuralValue(window));
    this.#last = undefined;
  }

  clear(): void {
    this.#windows.clear();
    this.#last = undefined;
  }
}
