import { setImmediate } from "node:timers/promises";
import type { SideInputReader, SideInputRef } from "../../../sdk/exec/sides/side-input-reader.ts";
import { sliceMillis } from "../../../sdk/exec/time-slice.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { SpillSpace } from "../engine/spill-space.ts";
import { IterableStore } from "./iterable-store.ts";
import { MultimapStore } from "./multimap-store.ts";
import type { PlannedSides, SideStoreSpec } from "./planned-sides.ts";
import type { SideForm, SideStore, SideStoreParts } from "./side-store.ts";
import { ValueStore } from "./value-store.ts";

const stores: Readonly<Record<SideForm, new (parts: SideStoreParts) => SideStore>> = {
  values: ValueStore,
  iterable: IterableStore,
  multimap: MultimapStore,
};

/** The side inputs of a job: what stages write, and the stages read that begin when those are done. */
export class SideStores implements SideInputReader {
  readonly #stores: ReadonlyMap<string, SideStore>;
  readonly #readers: PlannedSides["readers"];
  #turnEnd = 0;

  /** @param spaceOf - what a store needs to outgrow memory */
  constructor({ stores: specs, readers }: PlannedSides, spaceOf: (spec: SideStoreSpec) => SpillSpace) {
    this.#stores = new Map(
      specs.map((spec) => [spec.id, new stores[spec.form]({ ...spec, space: spaceOf(spec) })] as const),
    );
    this.#readers = readers;
  }

  /** Returns the store of that id, to be written. */
  store(id: string): SideStore {
    const store = this.#stores.get(id);
    if (store === undefined) throw new Error(`There is no side input ${id}.`);
    return store;
  }

  /** Nothing is read before it is all there. */
  version(): string {
    return "whole";
  }

  elements(input: SideInputRef, window: Window): readonly unknown[] {
    const [only, ...others] = this.#storeOf(input).pages(window);
    return others.length === 0 ? (only ?? []) : [only ?? [], ...others].flat();
  }

  pages(input: SideInputRef, window: Window): AsyncIterable<readonly unknown[]> {
    return this.#inTurns(this.#storeOf(input).pages(window));
  }

  valuePages(input: SideInputRef, window: Window, key: unknown): AsyncIterable<readonly unknown[]> {
    return this.#inTurns(this.#storeOf(input).valuePages(window, key));
  }

  /** Gives the event loop its turn between pages: a function that awaits nothing else would take it all. */
  async *#inTurns(pages: Iterable<readonly unknown[]>): AsyncGenerator<readonly unknown[], void, undefined> {
    for (const page of pages) {
      if (performance.now() >= this.#turnEnd) {
        await setImmediate();
        this.#turnEnd = performance.now() + sliceMillis;
      }
      yield page;
    }
  }

  #storeOf({ transformId, tag }: SideInputRef): SideStore {
    return this.store(this.#readers.get(transformId)?.get(tag) ?? `of ${transformId}, ${tag}`);
  }
}
