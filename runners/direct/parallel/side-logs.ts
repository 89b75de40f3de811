import { SpillSpace, type SpillStore } from "../engine/spill-space.ts";
import type { MemoryBudget } from "../engine/memory-budget.ts";
import type { PlannedSides } from "../sides/planned-sides.ts";
import { SharedFeed } from "./chunk-feed.ts";
import { ChunkLog } from "./chunk-log.ts";
import { sideFeed } from "./messages.ts";

/** What stages have made for side inputs, encoded: each thread fetches it once, when the stages are done. */
export class SideLogs {
  readonly #logs = new Map<string, ChunkLog>();
  readonly #names: ReadonlyMap<string, string>;
  readonly #readBy: ReadonlyMap<string, string>;
  readonly #budget: MemoryBudget;
  readonly #files: SpillStore;

  constructor({ stores }: PlannedSides, budget: MemoryBudget, files: SpillStore) {
    this.#names = new Map(stores.map(({ id }) => [sideFeed(id), id]));
    this.#readBy = new Map(stores.map(({ id, readBy }) => [id, readBy]));
    this.#budget = budget;
    this.#files = files;
  }

  /** Returns an empty log of a store. */
  newLog(storeId: string): ChunkLog {
    return new ChunkLog(new SpillSpace(this.#readBy.get(storeId) ?? storeId, this.#budget, this.#files));
  }

  /** Appends all of a log, which must not be used any more. */
  append(storeId: string, log: ChunkLog): void {
    const whole = this.#logs.get(storeId);
    if (whole === undefined) this.#logs.set(storeId, log);
    else whole.absorb(log);
  }

  /** Opens the feed of that name for one thread. */
  open(name: string): SharedFeed {
    return new SharedFeed(this.#logs.get(this.#names.get(name) ?? "")?.chunks ?? []);
  }
}
