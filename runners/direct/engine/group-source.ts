import type { UnionValues } from "../../../sdk/coders/union-values.ts";
import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { Registers } from "../../../sdk/exec/registers.ts";
import { ON_TIME_AND_ONLY_FIRING } from "../../../sdk/values/pane.ts";
import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { Grouping } from "./grouping.ts";
import type { MemoryHolder } from "./memory-budget.ts";
import { PartitionReader } from "./partition-reader.ts";
import type { SpillSpace } from "./spill-space.ts";
import type { SpilledWindow } from "./spilled-groups.ts";

/** What a group has beside its values. */
export interface GroupFacts {
  readonly key: unknown;
  timestamp: Timestamp;
}

/** The values of a group that is in memory. */
export type GroupValues = unknown[] | UnionValues;

/** The groups of a window that has ended: in memory, or on disk. */
export type EndedWindow = HeldWindow | SpilledWindow;

interface HeldWindow {
  readonly window: Window;
  readonly spilled?: undefined;
  /** Values by structural key. */
  readonly entries: ReadonlyMap<unknown, GroupValues>;
  /** What can't be told from a group's structural key and window. */
  readonly facts: ReadonlyMap<unknown, GroupFacts>;
}

/** Reads groups once, window by window; a window's groups are let go of when they were read. */
export class GroupSource implements ElementSource, MemoryHolder {
  readonly spill = undefined;
  value: unknown;
  readonly #windows: EndedWindow[];
  readonly #grouping: Grouping;
  readonly #space: SpillSpace;
  #groups: Iterator<[unknown, GroupValues]> | undefined;
  #facts: ReadonlyMap<unknown, GroupFacts> = new Map();
  #spilled: PartitionReader | undefined;
  #current: readonly Window[] = [];
  #end: Timestamp = 0;

  constructor(windows: readonly EndedWindow[], grouping: Grouping, space: SpillSpace) {
    this.#windows = windows.toReversed();
    this.#grouping = grouping;
    this.#space = space;
  }

  advance(registers: Registers): boolean {
    for (;;) {
      const next = this.#groups?.next();
      if (next !== undefined && next.done !== true) {
        const [structural, values] = next.value;
        const facts = this.#facts.size === 0 ? undefined : this.#facts.get(structural);
        this.#install(registers, facts === undefined ? this.#end : facts.timestamp);
        this.value = [facts === undefined ? structural : facts.key, values];
        return true;
      }
      const group = this.#spilled?.next();
      if (group !== undefined) {
        this.#install(registers, this.#grouping.timestampCombiner === "endOfWindow" ? this.#end : group.timestamp);
        this.value = [group.key, group.values];
        return true;
      }
      if (!this.#open(this.#windows.pop())) return false;
    }
  }

  more(): false {
    return false;
  }

  #install(registers: Registers, timestamp: Timestamp): void {
    registers.timestamp = timestamp;
    registers.windows = this.#current;
    registers.pane = ON_TIME_AND_ONLY_FIRING;
  }

  /** Goes on with a window; false when there was none left. */
  #open(ended: EndedWindow | undefined): boolean {
    this.#groups = undefined;
    this.#spilled = undefined;
    if (ended === undefined) {
      this.#space.budget.set(this, 0);
      return false;
    }
    this.#current = [ended.window];
    this.#end = ended.window.maxTimestamp;
    if (ended.entries === undefined) {
      this.#spilled = new PartitionReader(ended.window, ended.spilled, this.#grouping, this.#space);
    } else {
      this.#facts = ended.facts;
      this.#groups = ended.entries.entries();
    }
    return true;
  }
}
