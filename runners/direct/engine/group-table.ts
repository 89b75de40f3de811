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

interface Group {
  readonly key: unknown;
  readonly values: unknown[];
  timestamp: Timestamp;
}

/** How a stage groups its input. */
export interface Grouping {
  readonly keyCoder: Coder<unknown>;
  readonly windowCoder: Coder<Window>;
  readonly timestampCombiner: TimestampCombiner;
}

/** Pairs on their way to a stage that takes them grouped by key and window. */
export class GroupTable implements PendingInput {
  readonly #grouping: Grouping;
  readonly #structuralValue: (key: unknown) => unknown;
  #table: WindowTable<Group>;
  #size = 0;

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
    const { keyCoder } = grouping;
    this.#structuralValue = (key) => keyCoder.structuralValue(key);
    this.#table = new WindowTable(grouping.windowCoder);
  }

  get size(): number {
    return this.#size;
  }

  get hold(): Timestamp {
    let hold = MAX_TIMESTAMP;
    for (const { window, entries } of this.#table.windows()) hold = Math.min(hold, this.#holdOf(window, entries));
    return hold;
  }

  add(value: unknown, { timestamp, windows }: ElementMetadata): void {
    if (!isPair(value)) throw new NotAPairError();
    const structural = this.#structuralValue(value[0]);
    for (const window of windows) {
      const entries = this.#table.entriesOf(window);
      const group = entries.get(structural);
      if (group === undefined) this.#addGroup(entries, structural, value, timestamp, window);
      else {
        group.values.push(value[1]);
        this.#combineTimestamp(group, timestamp);
      }
    }
  }

  absorb(other: GroupTable): void {
    if (this.#size === 0) {
      this.#table = other.#table;
      this.#size = other.#size;
      return;
    }
    for (const { window, entries } of other.#table.windows()) {
      const own = this.#table.entriesOf(window);
      for (const [structural, group] of entries) {
        const mine = own.get(structural);
        if (mine === undefined) {
          own.set(structural, group);
          this.#size++;
        } else {
          for (const value of group.values) mine.values.push(value);
          this.#combineTimestamp(mine, group.timestamp);
        }
      }
    }
  }

  /** Takes the groups of all windows that have ended. */
  take(watermark: Timestamp): TakenInput {
    const ended = [...this.#table.windows()].filter(({ window }) => window.maxTimestamp < watermark);
    let size = 0;
    let hold = MAX_TIMESTAMP;
    for (const window of ended) {
      size += window.entries.size;
      hold = Math.min(hold, this.#holdOf(window.window, window.entries));
      this.#table.delete(window);
    }
    this.#size -= size;
    return { input: new GroupSource(ended), size, hold };
  }

  // A method of its own, so that the common case of `add` stays small.
  #addGroup(
    entries: Map<unknown, Group>,
    structural: unknown,
    pair: readonly [unknown, unknown],
    ...[timestamp, window]: [Timestamp, Window]
  ): void {
    const first = firstTimestamp(this.#grouping.timestampCombiner, timestamp, window);
    entries.set(structural, { key: pair[0], values: [pair[1]], timestamp: first });
    this.#size++;
  }

  #combineTimestamp(group: Group, timestamp: Timestamp): void {
    const { timestampCombiner } = this.#grouping;
    if (timestampCombiner === "endOfWindow") return;
    group.timestamp = combineTimestamps(timestampCombiner, group.timestamp, timestamp);
  }

  #holdOf(window: Window, entries: ReadonlyMap<unknown, Group>): Timestamp {
    if (this.#grouping.timestampCombiner === "endOfWindow") return window.maxTimestamp;
    let hold = window.maxTimestamp;
    for (const { timestamp } of entries.values()) hold = Math.min(hold, timestamp);
    return hold;
  }
}

/** Reads groups once, window by window; a window's groups are let go of when they were read. */
class GroupSource implements ElementSource {
  value: unknown;
  readonly #windows: WindowEntries<Group>[];
  #groups: Iterator<Group> | undefined;
  #current: readonly Window[] = [];

  constructor(windows: readonly WindowEntries<Group>[]) {
    this.#windows = windows.toReversed();
  }

  advance(registers: Registers): boolean {
    for (;;) {
      const next = this.#groups?.next();
      if (next !== undefined && next.done !== true) {
        const { key, values, timestamp } = next.value;
        registers.timestamp = timestamp;
        registers.windows = this.#current;
        registers.pane = ON_TIME_AND_ONLY_FIRING;
        this.value = [key, values];
        return true;
      }
      const window = this.#windows.pop();
      if (window === undefined) return false;
      this.#current = [window.window];
      this.#groups = window.entries.values();
    }
  }

  more(): false {
    return false;
  }
}
