import { estimateBytes } from "../../../sdk/exec/estimate-bytes.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import { isPair, NotAPairError } from "../../../sdk/values/pair.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { combineTimestamps, firstTimestamp } from "../../../sdk/windowing/combine-timestamps.ts";
import { sortKeys } from "./compare-keys.ts";
import type { Grouping } from "./grouping.ts";
import type { MemoryHolder } from "./memory-budget.ts";
import { mergeGroups, type MergedGroup, type WindowGroup } from "./merge-windows.ts";
import { MergedSource, SpilledKeys, type MergedKey } from "./merged-source.ts";
import type { PendingInput, TakenInput } from "./pending-input.ts";
import { compareWindows } from "./segment-merge.ts";
import { SegmentWriter, type Segment } from "./segment-writer.ts";
import { SizeSampler } from "./size-sampler.ts";
import type { SpillSpace } from "./spill-space.ts";

/** About what a group takes beside its key and its values: its array and window, and its place in the tables. */
const bytesPerWindowGroup = 500;

/** A key's groups, by the structural values of their windows. */
interface KeyGroups {
  readonly key: unknown;
  readonly groups: Map<unknown, HeldGroup>;
}

interface HeldGroup extends WindowGroup {
  readonly values: unknown[];
}

/**
 * Pairs on their way to a stage that takes them grouped by key and merged windows, such as sessions.
 *
 * Windows are merged when they are taken: a key's merged window fires when the watermark has passed its end. No element
 * can come any more then that would have merged with it, as such a one would be earlier than the watermark.
 *
 * When memory is used up, all groups are written to disk as a segment, sorted by key and window.
 */
export class MergingGroupTable implements PendingInput, MemoryHolder {
  readonly #grouping: Grouping;
  readonly #space: SpillSpace;
  readonly #sampler: SizeSampler;
  #keys = new Map<unknown, KeyGroups>();
  #segments: Segment[] = [];
  /** How many groups are in memory. */
  #held = 0;
  #hold: Timestamp = MAX_TIMESTAMP;
  /** No group ends before. */
  #firstEnd: Timestamp = MAX_TIMESTAMP;
  #bytes = 0;
  #untilLook = 1;
  #heldAtLook = 0;

  constructor(grouping: Grouping, space: SpillSpace) {
    this.#grouping = grouping;
    this.#space = space;
    this.#sampler = new SizeSampler(space.budget.limit);
  }

  /** How many groups there are before they are merged; one counts as often as it was written to disk. */
  get size(): number {
    return this.#segments.reduce((sum, { records }) => sum + records, this.#held);
  }

  get hold(): Timestamp {
    return this.#hold;
  }

  add(element: unknown, { timestamp, windows }: ElementMetadata): void {
    if (!isPair(element)) throw new NotAPairError();
    const [key, value] = element;
    const { keyCoder, timestampCombiner } = this.#grouping;
    const { groups } = this.#keyGroups(keyCoder.structuralValue(key), key);
    for (const window of windows) {
      this.#groupOf(groups, window, firstTimestamp(timestampCombiner, timestamp, window)).values.push(value);
    }
    if (--this.#untilLook === 0) this.#look(key, value);
  }

  absorb(other: MergingGroupTable): void {
    const { budget } = this.#space;
    if (other.#segments.length > 0) {
      // All that is here comes before it.
      if (this.#held > 0) this.spill();
      this.#segments.push(...other.#segments);
    }
    for (const [structural, { key, groups }] of other.#keys) {
      const own = this.#keyGroups(structural, key);
      for (const { window, timestamp, values } of groups.values()) {
        const mine = this.#groupOf(own.groups, window, timestamp);
        for (const value of values) mine.values.push(value);
      }
    }
    this.#noteHolds(other.#hold, other.#firstEnd);
    this.#bytes += other.#bytes;
    this.#heldAtLook = this.#held;
    budget.set(other, 0);
    budget.set(this, this.#bytes);
    budget.relieve();
  }

  /** Takes the groups of all merged windows that have ended. */
  take(watermark: Timestamp): TakenInput {
    if (this.#firstEnd >= watermark && watermark < MAX_TIMESTAMP) {
      return {
        input: new MergedSource({ next: () => undefined }, this.#space.budget, 0),
        size: 0,
        hold: MAX_TIMESTAMP,
      };
    }
    return this.#segments.length === 0 ? this.#takeHeld(watermark) : this.#takeSpilled(watermark);
  }

  /** Writes what is in memory to disk. */
  spill(): void {
    if (this.#held === 0) return;
    const writer = new SegmentWriter(this.#space.open(), this.#grouping);
    const segment = this.#space.encoding(() => {
      for (const structural of sortKeys([...this.#keys.keys()])) {
        const { key, groups } = this.#keys.get(structural) as KeyGroups;
        for (const { window, timestamp, values } of [...groups.values()].toSorted(compareWindows)) {
          writer.write(key, timestamp, window, values);
        }
      }
      return writer.end();
    });
    this.#segments.push(segment);
    this.#keys.clear();
    this.#held = 0;
    this.#heldAtLook = 0;
    this.#bytes = 0;
  }

  #keyGroups(structural: unknown, key: unknown): KeyGroups {
    let found = this.#keys.get(structural);
    if (found === undefined) {
      found = { key, groups: new Map() };
      this.#keys.set(structural, found);
    }
    return found;
  }

  /** Returns the group of a window, of which `timestamp` is one more element's. */
  #groupOf(groups: Map<unknown, HeldGroup>, window: Window, timestamp: Timestamp): HeldGroup {
    const windowOrder = this.#grouping.windowCoder.structuralValue(window);
    let group = groups.get(windowOrder);
    if (group === undefined) {
      group = { window, windowOrder, timestamp, values: [] };
      groups.set(windowOrder, group);
      this.#held++;
    } else group.timestamp = combineTimestamps(this.#grouping.timestampCombiner, group.timestamp, timestamp);
    this.#noteHolds(group.timestamp, window.maxTimestamp);
    return group;
  }

  #takeHeld(watermark: Timestamp): TakenInput {
    const taken: MergedKey[] = [];
    let size = 0;
    let hold = MAX_TIMESTAMP;
    const heldBefore = this.#held;
    this.#startHolds();
    for (const [structural, { key, groups }] of this.#keys) {
      const ended: MergedGroup[] = [];
      for (const group of mergeGroups([...groups.values()], this.#grouping)) {
        if (!hasEnded(group, watermark)) {
          this.#noteHolds(group.timestamp, group.window.maxTimestamp);
          continue;
        }
        ended.push(group);
        hold = Math.min(hold, group.timestamp);
        for (const { windowOrder } of group.parts) groups.delete(windowOrder);
        this.#held -= group.parts.length;
      }
      size += ended.length;
      if (ended.length > 0) taken.push({ key, groups: ended });
      if (groups.size === 0) this.#keys.delete(structural);
    }
    return { input: this.#sourceOf(taken, heldBefore), size, hold };
  }

  #sourceOf(taken: readonly MergedKey[], heldBefore: number): MergedSource {
    const { budget } = this.#space;
    const kept = heldBefore === 0 ? 0 : Math.round(this.#bytes * (this.#held / heldBefore));
    const keys = taken.values();
    const source = new MergedSource({ next: () => keys.next().value }, budget, this.#bytes - kept);
    this.#bytes = kept;
    this.#heldAtLook = this.#held;
    budget.set(this, kept);
    return source;
  }

  /** Takes what has ended from disk, where all is brought first: what has not ended is written there again. */
  #takeSpilled(watermark: Timestamp): TakenInput {
    const { budget } = this.#space;
    const hold = this.#hold;
    this.spill();
    budget.set(this, 0);
    const segments = this.#segments;
    this.#segments = [];
    this.#startHolds();
    const ended = watermark < MAX_TIMESTAMP ? this.#split(segments, watermark) : segments;
    const size = ended.reduce((sum, { records }) => sum + records, 0);
    return { input: new MergedSource(new SpilledKeys(ended, this.#grouping), budget, 0), size, hold };
  }

  /** Writes the groups that have ended, and those that have not, to segments of their own; returns the former. */
  #split(segments: readonly Segment[], watermark: Timestamp): readonly Segment[] {
    const ended = new SegmentWriter(this.#space.open(), this.#grouping);
    const kept = new SegmentWriter(this.#space.open(), this.#grouping);
    const keys = new SpilledKeys(segments, this.#grouping);
    for (let next = keys.next(); next !== undefined; next = keys.next()) {
      for (const group of next.groups) {
        const writer = hasEnded(group, watermark) ? ended : kept;
        if (writer === kept) this.#noteHolds(group.timestamp, group.window.maxTimestamp);
        for (const { timestamp, window, values } of group.parts) writer.write(next.key, timestamp, window, values);
      }
    }
    const [endedSegment, keptSegment] = [ended.end(), kept.end()];
    if (keptSegment.records > 0) this.#segments.push(keptSegment);
    return endedSegment.records > 0 ? [endedSegment] : [];
  }

  #startHolds(): void {
    this.#hold = MAX_TIMESTAMP;
    this.#firstEnd = MAX_TIMESTAMP;
  }

  #noteHolds(timestamp: Timestamp, end: Timestamp): void {
    if (timestamp < this.#hold) this.#hold = timestamp;
    if (end < this.#firstEnd) this.#firstEnd = end;
  }

  /** Reckons how much memory is used, by the pair that was just added. */
  #look(key: unknown, value: unknown): void {
    const { budget } = this.#space;
    const groups = this.#held - this.#heldAtLook;
    this.#bytes += this.#sampler.look(value) + groups * (bytesPerWindowGroup + estimateBytes(key));
    this.#untilLook = this.#sampler.interval;
    this.#heldAtLook = this.#held;
    budget.set(this, this.#bytes);
    if (budget.used > budget.limit) budget.relieve();
  }
}

/** At the end of time all windows have ended, also one that would end later. */
function hasEnded({ window }: MergedGroup, watermark: Timestamp): boolean {
  return window.maxTimestamp < watermark || watermark >= MAX_TIMESTAMP;
}
