import { WindowTable } from "../../../sdk/exec/window-table.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { GroupFacts } from "./group-source.ts";
import type { Grouping } from "./grouping.ts";
import { PartitionedGroups } from "./partitioned-groups.ts";
import type { SpillFile, SpillSpace } from "./spill-space.ts";

/** What was taken of one window. */
export interface SpilledWindow {
  readonly window: Window;
  readonly entries?: undefined;
  /** In the order in which it was written. */
  readonly spilled: readonly PartitionedGroups[];
}

/** The pairs of a table that has outgrown memory, by window: on disk, but for the buffers of their partitions. */
export class SpilledGroups {
  /** How many keys were written, each as often as it was. */
  size = 0;
  /** How much memory the buffers take. */
  bytes = 0;
  readonly #grouping: Grouping;
  readonly #space: SpillSpace;
  // What was written of each window, in order; what comes is added to the last one, unless another table has written it.
  readonly #windows: WindowTable<PartitionedGroups>;
  readonly #own = new Set<PartitionedGroups>();
  #file: SpillFile | undefined;

  constructor(grouping: Grouping, space: SpillSpace) {
    this.#grouping = grouping;
    this.#space = space;
    this.#windows = new WindowTable(grouping.windowCoder);
  }

  /** The earliest timestamp. */
  get hold(): Timestamp {
    let hold = MAX_TIMESTAMP;
    for (const { entries } of this.#windows.windows()) hold = Math.min(hold, holdOf(entries.values()));
    return hold;
  }

  /** Adds values of a key, with their combined timestamp. */
  add(window: Window, structural: unknown, { key, timestamp }: GroupFacts, values: readonly unknown[]): void {
    try {
      this.bytes += this.#groupsOf(window).add(structural, key, timestamp, values);
    } catch (cause) {
      throw this.#space.errorOf(cause);
    }
    this.size++;
  }

  /** Writes what is in the buffers. */
  flush(): void {
    for (const groups of this.#own) groups.flush();
    this.bytes = 0;
  }

  /** Writes what is in the buffers of a window. */
  flushWindow(window: Window): void {
    this.bytes -= this.#groupsOf(window).flush();
  }

  /** Takes over all of another one, which comes after what is here. */
  absorb(other: SpilledGroups): void {
    this.flush();
    other.flush();
    for (const { window, entries } of other.#windows.windows()) {
      const written = this.#windows.entriesOf(window);
      for (const groups of entries.values()) written.set(written.size, groups);
    }
    this.size += other.size;
  }

  #groupsOf(window: Window): PartitionedGroups {
    const written = this.#windows.entriesOf(window);
    const last = written.get(written.size - 1);
    if (last !== undefined && this.#own.has(last)) return last;
    this.#file ??= this.#space.open();
    // The more windows there are, the fewer partitions each has.
    const share = Math.max(1, this.#space.partitionCount / (this.#own.size + 1));
    const groups = new PartitionedGroups(2 ** Math.floor(Math.log2(share)), this.#file, this.#grouping);
    this.#own.add(groups);
    written.set(written.size, groups);
    return groups;
  }

  /** Takes out the windows that have ended. */
  take(hasEnded: (content: { readonly window: Window }) => boolean): SpilledWindow[] {
    const ended = [...this.#windows.windows()].filter(hasEnded);
    if (ended.length > 0) this.flush();
    const taken = ended.map(({ window, entries }) => ({ window, spilled: [...entries.values()] }));
    for (const { window, spilled } of taken) {
      for (const groups of spilled) {
        this.size -= groups.records;
        this.#own.delete(groups);
      }
      this.#windows.delete(window);
    }
    // What is left of a file is let go of with the last window that is in it.
    if (taken.length > 0) this.#file = undefined;
    return taken;
  }
}

/** Returns the earliest timestamp of what was written. */
export function holdOf(spilled: Iterable<PartitionedGroups>): Timestamp {
  let hold = MAX_TIMESTAMP;
  for (const groups of spilled) hold = Math.min(hold, groups.hold);
  return hold;
}
