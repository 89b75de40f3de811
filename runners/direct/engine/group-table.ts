import type { Coder } from "../../../sdk/coders/coder.ts";
import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import { isPair } from "../../../sdk/exec/pair.ts";
import type { ElementMetadata, Registers } from "../../../sdk/exec/registers.ts";
import { NotAPairError } from "../../../sdk/exec/step-failures.ts";
import { WindowTable, type WindowEntries } from "../../../sdk/exec/window-table.ts";
import { ON_TIME_AND_ONLY_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { combineTimestamps, firstTimestamp } from "../../../sdk/windowing/combine-timestamps.ts";
import type { TimestampCombiner } from "../../../sdk/windowing/windowing-strategy.ts";
import type { PendingInput, TakenInput } from "./pending-input.ts";

/** How a stage groups its input. */
export interface Grouping {
  readonly keyCoder: Coder<unknown>;
  readonly windowCoder: Coder<Window>;
  readonly timestampCombiner: TimestampCombiner;
}

/** What a group has beside its values. */
interface GroupFacts {
  readonly key: unknown;
  timestamp: Timestamp;
}

/**
 * Pairs on their way to a stage that takes them grouped by key and window.
 *
 * A pair costs one look-up and one push: the values of a group are found directly by the structural value of its key,
 * and what else there is to know of the group is kept apart, and only where it can't be told from that.
 */
export class GroupTable implements PendingInput {
  readonly #grouping: Grouping;
  #values: WindowTable<unknown[]>;
  #facts: WindowTable<GroupFacts>;
  #size = 0;

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
    this.#values = new WindowTable(grouping.windowCoder);
    this.#facts = new WindowTable(grouping.windowCoder);
  }

  get size(): number {
    return this.#size;
  }

  get hold(): Timestamp {
    let hold = MAX_TIMESTAMP;
    for (const { window } of this.#values.windows()) hold = Math.min(hold, this.#holdOf(window));
    return hold;
  }

  add(element: unknown, metadata: ElementMetadata): void {
    if (!isPair(element)) throw new NotAPairError();
    this.addPair(element[0], element[1], metadata);
  }

  /** Adds one pair. */
  addPair(key: unknown, value: unknown, { timestamp, windows }: ElementMetadata): void {
    const structural = this.#grouping.keyCoder.structuralValue(key);
    for (let i = 0; i < windows.length; i++) {
      const window = windows[i] as Window;
      const groups = this.#values.entriesOf(window);
      const values = groups.get(structural);
      if (values === undefined) {
        groups.set(structural, [value]);
        this.#size++;
      } else values.push(value);
      if (values === undefined || this.#grouping.timestampCombiner !== "endOfWindow") {
        this.#noteFacts(window, structural, key, timestamp);
      }
    }
  }

  absorb(other: GroupTable): void {
    if (this.#size === 0) {
      this.#values = other.#values;
      this.#facts = other.#facts;
      this.#size = other.#size;
      return;
    }
    for (const { window, entries } of other.#values.windows()) {
      const own = this.#values.entriesOf(window);
      const facts = other.#facts.entriesOf(window);
      for (const [structural, values] of entries) {
        const { key, timestamp } = facts.get(structural) ?? { key: structural, timestamp: window.maxTimestamp };
        const mine = own.get(structural);
        if (mine === undefined) {
          own.set(structural, values);
          this.#size++;
        } else for (const value of values) mine.push(value);
        this.#noteFacts(window, structural, key, timestamp);
      }
    }
  }

  /** Takes the groups of all windows that have ended. */
  take(watermark: Timestamp): TakenInput {
    const ended: EndedWindow[] = [];
    let size = 0;
    let hold = MAX_TIMESTAMP;
    for (const window of [...this.#values.windows()]) {
      // At the end of time all windows have ended, also one that would end later.
      if (window.window.maxTimestamp >= watermark && watermark < MAX_TIMESTAMP) continue;
      size += window.entries.size;
      hold = Math.min(hold, this.#holdOf(window.window));
      ended.push({ ...window, facts: this.#facts.entriesOf(window.window) });
      this.#values.delete(window.window);
      this.#facts.delete(window.window);
    }
    this.#size -= size;
    return { input: new GroupSource(ended), size, hold };
  }

  /** Notes what can't be told from a group's structural key and window. */
  #noteFacts(window: Window, structural: unknown, ...[key, timestamp]: [unknown, Timestamp]): void {
    const { timestampCombiner } = this.#grouping;
    const isTold = structural === key && timestampCombiner === "endOfWindow";
    if (isTold) return;
    const facts = this.#facts.entriesOf(window);
    const known = facts.get(structural);
    if (known !== undefined) known.timestamp = combineTimestamps(timestampCombiner, known.timestamp, timestamp);
    else facts.set(structural, { key, timestamp: firstTimestamp(timestampCombiner, timestamp, window) });
  }

  #holdOf(window: Window): Timestamp {
    let hold = window.maxTimestamp;
    if (this.#grouping.timestampCombiner === "endOfWindow") return hold;
    for (const { timestamp } of this.#facts.entriesOf(window).values()) hold = Math.min(hold, timestamp);
    return hold;
  }
}

interface EndedWindow extends WindowEntries<unknown[]> {
  readonly facts: ReadonlyMap<unknown, GroupFacts>;
}

/** Reads groups once, window by window; a window's groups are let go of when they were read. */
class GroupSource implements ElementSource {
  value: unknown;
  readonly #windows: EndedWindow[];
  #groups: Iterator<[unknown, unknown[]]> | undefined;
  #facts: ReadonlyMap<unknown, GroupFacts> = new Map();
  #current: readonly Window[] = [];
  #end: Timestamp = 0;

  constructor(windows: readonly EndedWindow[]) {
    this.#windows = windows.toReversed();
  }

  advance(registers: Registers): boolean {
    for (;;) {
      const next = this.#groups?.next();
      if (next !== undefined && next.done !== true) {
        const [structural, values] = next.value;
        const facts = this.#facts.size === 0 ? undefined : this.#facts.get(structural);
        registers.timestamp = facts === undefined ? this.#end : facts.timestamp;
        registers.windows = this.#current;
        registers.pane = ON_TIME_AND_ONLY_FIRING;
        this.value = [facts === undefined ? structural : facts.key, values];
        return true;
      }
      const ended = this.#windows.pop();
      if (ended === undefined) return false;
      this.#current = [ended.window];
      this.#end = ended.window.maxTimestamp;
      this.#facts = ended.facts;
      this.#groups = ended.entries.entries();
    }
  }

  more(): false {
    return false;
  }
}
