import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import { WindowTable } from "../../../sdk/exec/window-table.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { BlockLog, type LogPart } from "./block-log.ts";
import type { SideStore, SideStoreParts } from "./side-store.ts";

/** Keeps elements encoded, in the order in which they came. */
export class IterableStore implements SideStore {
  readonly #coder: SideStoreParts["coder"];
  readonly #log: BlockLog;
  readonly #windows: WindowTable<LogPart>;

  constructor({ coder, windowCoder, space }: SideStoreParts) {
    this.#coder = coder;
    this.#log = new BlockLog(space);
    this.#windows = new WindowTable(windowCoder);
  }

  add(value: unknown, windows: readonly Window[]): void {
    for (const window of windows) {
      const entries = this.#windows.entriesOf(window);
      let part = entries.get("all");
      if (part === undefined) {
        part = this.#log.part();
        entries.set("all", part);
      }
      this.#log.append(part, (writer) => this.#coder.encode(value, writer, true));
    }
  }

  *pages(window: Window): Generator<readonly unknown[], void, undefined> {
    const part = this.#windows.entriesOf(window).get("all");
    if (part === undefined) return;
    for (const block of this.#log.blocksOf(part)) {
      const page: unknown[] = [];
      const reader = new WireReader(block);
      while (!reader.isAtEnd) page.push(this.#coder.decode(reader, true));
      yield page;
    }
  }

  valuePages(): never {
    throw new Error("What is kept in order is not read by key.");
  }
}
