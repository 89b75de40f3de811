import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { Registers } from "../../../sdk/exec/registers.ts";
import { ON_TIME_AND_ONLY_FIRING } from "../../../sdk/values/pane.ts";
import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { Grouping } from "./grouping.ts";
import type { MemoryBudget, MemoryHolder } from "./memory-budget.ts";
import { maxArrayBytes, SegmentMerge } from "./segment-merge.ts";
import type { Segment } from "./segment-writer.ts";

/** What a group has beside its values. */
export interface GroupFacts {
  readonly key: unknown;
  timestamp: Timestamp;
}

/** The groups of a window that has ended: in memory, or on disk. */
export type EndedWindow = HeldWindow | SpilledWindow;

interface HeldWindow {
  readonly window: Window;
  /** Values by structural key. */
  readonly entries: ReadonlyMap<unknown, unknown[]>;
  /** What can't be told from a group's structural key and window. */
  readonly facts: ReadonlyMap<unknown, GroupFacts>;
}

interface SpilledWindow {
  readonly window: Window;
  readonly entries?: undefined;
  /** In the order in which they were written. */
  readonly segments: readonly Segment[];
}

/** Reads groups once, window by window; a window's groups are let go of when they were read. */
export class GroupSource implements ElementSource, MemoryHolder {
  readonly spill = undefined;
  value: unknown;
  readonly #windows: EndedWindow[];
  readonly #grouping: Grouping;
  readonly #budget: MemoryBudget;
  #groups: Iterator<[unknown, unknown[]]> | undefined;
  #facts: ReadonlyMap<unknown, GroupFacts> = new Map();
  #merge: SegmentMerge | undefined;
  #current: readonly Window[] = [];
  #end: Timestamp = 0;

  constructor(windows: readonly EndedWindow[], grouping: Grouping, budget: MemoryBudget) {
    this.#windows = windows.toReversed();
    this.#grouping = grouping;
    this.#budget = budget;
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
      if (this.#merge?.isAtEnd === false) {
        const { key, timestamp, values } = this.#merge.next(maxArrayBytes);
        this.#install(registers, this.#grouping.timestampCombiner === "endOfWindow" ? this.#end : timestamp);
        this.value = [key, values];
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
    this.#merge = undefined;
    if (ended === undefined) {
      this.#budget.set(this, 0);
      return false;
    }
    this.#current = [ended.window];
    this.#end = ended.window.maxTimestamp;
    if (ended.entries === undefined) this.#merge = new SegmentMerge(ended.segments, this.#grouping);
    else {
      this.#facts = ended.facts;
      this.#groups = ended.entries.entries();
    }
    return true;
  }
}
