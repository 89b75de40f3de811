import { WindowTable } from "../../../sdk/exec/window-table.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { SideStore, SideStoreParts } from "./side-store.ts";

const none: readonly unknown[] = Object.freeze([]);

/** Keeps elements as they are, for side inputs that are read as a whole. */
export class ValueStore implements SideStore {
  readonly #windows: WindowTable<unknown[]>;

  constructor({ windowCoder }: SideStoreParts) {
    this.#windows = new WindowTable(windowCoder);
  }

  add(value: unknown, windows: readonly Window[]): void {
    for (const window of windows) {
      const entries = this.#windows.entriesOf(window);
      const values = entries.get("values");
      if (values === undefined) entries.set("values", [value]);
      else values.push(value);
    }
  }

  pages(window: Window): readonly (readonly unknown[])[] {
    return [this.#windows.entriesOf(window).get("values") ?? none];
  }

  valuePages(): never {
    throw new Error("What is kept as values is not read by key.");
  }
}
