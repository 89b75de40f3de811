import type { PlannedSides } from "../../sides/planned-sides.ts";
import { SideStores } from "../../sides/side-stores.ts";
import type { SideStoreParts } from "../../sides/side-store.ts";
import type { PlannedStage } from "../../planner/plan-pipeline.ts";
import { sideFeed } from "../messages.ts";
import type { Channel } from "./channel.ts";
import { readAll } from "./element-source.ts";

/** The side inputs of a thread: each is fetched and decoded once, when a stage that reads it begins here. */
export class ThreadSides {
  readonly stores: SideStores;
  readonly #planned: PlannedSides;
  readonly #channel: Channel;
  readonly #loaded = new Set<string>();

  constructor(planned: PlannedSides, channel: Channel, spaceOf: (step: string) => SideStoreParts["space"]) {
    this.#planned = planned;
    this.#channel = channel;
    this.stores = new SideStores(planned, ({ readBy }) => spaceOf(readBy));
  }

  /** Fetches what a stage reads. */
  async load({ descriptor }: PlannedStage): Promise<void> {
    const uses = Object.keys(descriptor.transforms).map((id) => this.#planned.readers.get(id));
    for (const id of new Set(uses.flatMap((stores) => [...(stores?.values() ?? [])]))) {
      if (this.#loaded.has(id)) continue;
      await this.#fetch(id);
      this.#loaded.add(id);
    }
  }

  async #fetch(id: string): Promise<void> {
    const spec = this.#planned.stores.find((planned) => planned.id === id);
    if (spec === undefined) throw new Error(`There is no side input ${id}.`);
    const store = this.stores.store(id);
    const coders = { elementCoder: spec.coder, windowCoder: spec.windowCoder };
    const name = sideFeed(id);
    await readAll(this.#channel.openFeed(name), coders, (value, { windows }) => {
      store.add(value, windows);
    });
    this.#channel.closeFeed(name);
  }
}
