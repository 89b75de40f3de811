import { isPair } from "../../../sdk/exec/pair.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import { NotAPairError } from "../../../sdk/exec/step-failures.ts";
import { WindowTable } from "../../../sdk/exec/window-table.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { combineTimestamps, firstTimestamp } from "../../../sdk/windowing/combine-timestamps.ts";
import { sortKeys } from "./compare-keys.ts";
import { estimateBytes } from "./estimate-bytes.ts";
import { GroupSource, type EndedWindow, type GroupFacts } from "./group-source.ts";
import type { Grouping } from "./grouping.ts";
import type { MemoryHolder } from "./memory-budget.ts";
import type { PendingInput, TakenInput } from "./pending-input.ts";
import { SegmentWriter, type Segment } from "./segment-writer.ts";
import { SizeSampler } from "./size-sampler.ts";
import type { SpillFile, SpillSpace } from "./spill-space.ts";

/** About what a group takes beside its key and its values: its array, and its place in the table. */
export const bytesPerGroup = 200;

/**
 * Pairs on their way to a stage that takes them grouped by key and window.
 *
 * A pair costs one look-up and one push: the values of a group are found directly by the structural value of its key,
 * and what else there is to know of the group is kept apart, and only where it can't be told from that.
 *
 * When memory is used up, each window's groups are written to disk as a segment, sorted by key; what a window has there
 * and in memory is merged when it is taken.
 */
export class GroupTable implements PendingInput, MemoryHolder {
  readonly #grouping: Grouping;
  readonly #space: SpillSpace;
  readonly #sampler: SizeSampler;
  #values: WindowTable<unknown[]>;
  #facts: WindowTable<GroupFacts>;
  #segments: WindowTable<Segment>;
  /** How many groups are in memory. */
  #held = 0;
  /** How many records the segments have. */
  #spilled = 0;
  #bytes = 0;
  #untilLook = 1;
  #heldAtLook = 0;
  #file: SpillFile | undefined;

  constructor(grouping: Grouping, space: SpillSpace) {
    this.#grouping = grouping;
    this.#space = space;
    this.#sampler = new SizeSampler(space.budget.limit);
    this.#values = new WindowTable(grouping.windowCoder);
    this.#facts = new WindowTable(grouping.windowCoder);
    this.#segments = new WindowTable(grouping.windowCoder);
  }

  /** How many groups there are; where some are on disk, one counts as often as it was written there. */
  get size(): number {
    return this.#held + this.#spilled;
  }

  get hold(): Timestamp {
    let hold = MAX_TIMESTAMP;
    for (const { window } of this.#values.windows()) hold = Math.min(hold, this.#holdOf(window));
    for (const { entries } of this.#segments.windows()) hold = Math.min(hold, holdOf(entries.values()));
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
        this.#held++;
      } else values.push(value);
      if (values === undefined || this.#grouping.timestampCombiner !== "endOfWindow") {
        this.#noteFacts(window, structural, key, timestamp);
      }
    }
    if (--this.#untilLook === 0) this.#look(key, value);
  }

  absorb(other: GroupTable): void {
    const { budget } = this.#space;
    if (this.size === 0) {
      this.#values = other.#values;
      this.#facts = other.#facts;
      this.#segments = other.#segments;
      this.#held = other.#held;
      this.#spilled = other.#spilled;
      this.#bytes = other.#bytes;
      this.#file = other.#file;
    } else {
      this.#absorbSegments(other);
      this.#absorbGroups(other);
      this.#bytes += other.#bytes;
    }
    this.#heldAtLook = this.#held;
    budget.set(other, 0);
    budget.set(this, this.#bytes);
    budget.relieve();
  }

  /** Takes the groups of all windows that have ended. */
  take(watermark: Timestamp): TakenInput {
    // At the end of time all windows have ended, also one that would end later.
    const hasEnded = ({ window }: { window: Window }): boolean =>
      window.maxTimestamp < watermark || watermark >= MAX_TIMESTAMP;
    const ended: EndedWindow[] = [];
    const before = this.#held;
    let size = 0;
    let hold = MAX_TIMESTAMP;
    let writer: SegmentWriter | undefined;
    const add = (taken: EndedWindow, itsSize: number, itsHold: Timestamp): void => {
      ended.push(taken);
      size += itsSize;
      hold = Math.min(hold, itsHold);
    };
    for (const { window } of [...this.#segments.windows()].filter(hasEnded)) {
      // What it has in memory is written too, and all of it is merged.
      if (this.#values.entriesOf(window).size > 0) this.#spillWindow(window, (writer ??= this.#newWriter()));
      const segments = [...this.#segments.entriesOf(window).values()];
      const records = segments.reduce((sum, segment) => sum + segment.records, 0);
      this.#spilled -= records;
      add({ window, segments }, records, holdOf(segments));
      this.#segments.delete(window);
    }
    for (const { window, entries } of [...this.#values.windows()].filter(hasEnded)) {
      if (entries.size > 0) {
        this.#held -= entries.size;
        add({ window, entries, facts: this.#facts.entriesOf(window) }, entries.size, this.#holdOf(window));
      }
      this.#values.delete(window);
      this.#facts.delete(window);
    }
    // A file is let go of with the windows that are in it.
    if (size > 0) this.#file = undefined;
    return { input: this.#sourceOf(ended, before), size, hold };
  }

  /** Writes what is in memory to disk. */
  spill(): void {
    const writer = this.#newWriter();
    for (const { window } of [...this.#values.windows()]) this.#spillWindow(window, writer);
    this.#bytes = 0;
    this.#heldAtLook = this.#held;
  }

  #sourceOf(ended: readonly EndedWindow[], heldBefore: number): GroupSource {
    const { budget } = this.#space;
    const kept = heldBefore === 0 ? 0 : Math.round(this.#bytes * (this.#held / heldBefore));
    const source = new GroupSource(ended, this.#grouping, budget);
    budget.set(source, ended.some(({ entries }) => entries !== undefined) ? this.#bytes - kept : 0);
    this.#bytes = kept;
    this.#heldAtLook = this.#held;
    budget.set(this, kept);
    return source;
  }

  #newWriter(): SegmentWriter {
    this.#file ??= this.#space.open();
    return new SegmentWriter(this.#file, this.#grouping);
  }

  #spillWindow(window: Window, writer: SegmentWriter): void {
    const groups = this.#values.entriesOf(window);
    const facts = this.#facts.entriesOf(window);
    const segment = this.#space.encoding(() => {
      for (const structural of sortKeys([...groups.keys()])) {
        const { key, timestamp } = facts.get(structural) ?? { key: structural, timestamp: window.maxTimestamp };
        writer.write(key, timestamp, window, groups.get(structural) ?? []);
      }
      return writer.end();
    });
    const segments = this.#segments.entriesOf(window);
    segments.set(segments.size, segment);
    this.#held -= groups.size;
    this.#spilled += segment.records;
    this.#values.delete(window);
    this.#facts.delete(window);
  }

  /** Takes over what another one has on disk: all that is here comes before it. */
  #absorbSegments(other: GroupTable): void {
    if (other.#spilled === 0) return;
    if (this.#held > 0) this.spill();
    for (const { window, entries } of other.#segments.windows()) {
      const own = this.#segments.entriesOf(window);
      for (const segment of entries.values()) own.set(own.size, segment);
    }
    this.#spilled += other.#spilled;
  }

  #absorbGroups(other: GroupTable): void {
    for (const { window, entries } of other.#values.windows()) {
      const own = this.#values.entriesOf(window);
      const facts = other.#facts.entriesOf(window);
      for (const [structural, values] of entries) {
        const { key, timestamp } = facts.get(structural) ?? { key: structural, timestamp: window.maxTimestamp };
        const mine = own.get(structural);
        if (mine === undefined) {
          own.set(structural, values);
          this.#held++;
        } else for (const value of values) mine.push(value);
        this.#noteFacts(window, structural, key, timestamp);
      }
    }
  }

  /** Reckons how much memory is used, by the pair that was just added. */
  #look(key: unknown, value: unknown): void {
    const { budget } = this.#space;
    const groups = this.#held - this.#heldAtLook;
    this.#bytes += this.#sampler.look(value) + (groups === 0 ? 0 : groups * (bytesPerGroup + estimateBytes(key)));
    this.#untilLook = this.#sampler.interval;
    this.#heldAtLook = this.#held;
    budget.set(this, this.#bytes);
    if (budget.used > budget.limit) budget.relieve();
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

function holdOf(segments: Iterable<Segment>): Timestamp {
  let hold = MAX_TIMESTAMP;
  for (const segment of segments) hold = Math.min(hold, segment.hold);
  return hold;
}
