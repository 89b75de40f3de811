import { readTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { combineTimestamps } from "../../../sdk/windowing/combine-timestamps.ts";
import { sortKeys } from "./compare-keys.ts";
import type { Grouping } from "./grouping.ts";
import type { FileBlock, PartitionedGroups } from "./partitioned-groups.ts";
import { maxArrayBytes, SegmentMerge } from "./segment-merge.ts";
import { SegmentWriter, type Segment } from "./segment-writer.ts";
import type { SpillFile, SpillSpace } from "./spill-space.ts";

/** A group as it is read. */
export interface PartitionGroup {
  readonly key: unknown;
  readonly timestamp: Timestamp;
  readonly values: Iterable<unknown>;
}

interface HeldGroup extends PartitionGroup {
  timestamp: Timestamp;
  readonly values: unknown[];
}

/** A partition is grouped in memory when its encoding is at most this share of the limit: as values, it is larger. */
const shareOfLimit = 4;

/**
 * Groups what was partitioned, a partition at a time: in memory, and where one is too large for that, such as that of a
 * group which is, by sorted segments.
 */
export class PartitionReader {
  readonly #window: Window;
  readonly #spilled: readonly PartitionedGroups[];
  readonly #grouping: Grouping;
  readonly #space: SpillSpace;
  readonly #partitionCount: number;
  #partition = 0;
  #held: Iterator<HeldGroup> = [].values();
  #merge: SegmentMerge | undefined;

  /** @param spilled - in the order in which they were written, and with nothing in their buffers */
  constructor(window: Window, spilled: readonly PartitionedGroups[], grouping: Grouping, space: SpillSpace) {
    this.#window = window;
    this.#spilled = spilled;
    this.#grouping = grouping;
    this.#space = space;
    this.#partitionCount = Math.min(...spilled.map(({ partitionCount }) => partitionCount));
  }

  /** Returns the next group; undefined when all were read. */
  next(): PartitionGroup | undefined {
    for (;;) {
      const held = this.#held.next();
      if (held.done !== true) return held.value;
      if (this.#merge?.hasNext() === true) return this.#merge.next(maxArrayBytes);
      if (this.#partition === this.#partitionCount) return undefined;
      this.#open(this.#partition++);
    }
  }

  #open(partition: number): void {
    const maxBytes = this.#space.budget.limit / shareOfLimit;
    const segments: Segment[] = [];
    let writer: SegmentWriter | undefined;
    let groups = new Map<unknown, HeldGroup>();
    let bytes = 0;
    this.#merge = undefined;
    for (const { file, block } of this.#blocksOf(partition)) {
      if (bytes > 0 && bytes + block.length > maxBytes) {
        writer ??= new SegmentWriter(this.#space.open(), this.#grouping);
        segments.push(this.#writeSorted(groups, writer));
        groups = new Map();
        bytes = 0;
      }
      this.#readBlock(file, block, groups);
      bytes += block.length;
    }
    if (writer === undefined) this.#held = groups.values();
    else this.#merge = new SegmentMerge([...segments, this.#writeSorted(groups, writer)], this.#grouping);
  }

  *#blocksOf(partition: number): IterableIterator<{ readonly file: SpillFile; readonly block: FileBlock }> {
    for (const spilled of this.#spilled) {
      for (const block of spilled.blocksOf(partition, this.#partitionCount)) yield { file: spilled.file, block };
    }
  }

  #readBlock(file: SpillFile, { position, length }: FileBlock, groups: Map<unknown, HeldGroup>): void {
    const { keyCoder, valueCoder, timestampCombiner } = this.#grouping;
    const end = this.#window.maxTimestamp;
    // A new one for each block: it lets V8 see how much comes and goes, and collect sooner. With one for all, the peak was
    // a quarter higher.
    const bytes = Buffer.allocUnsafeSlow(length);
    file.read(bytes, position);
    const reader = new WireReader(bytes);
    while (!reader.isAtEnd) {
      const key = keyCoder.decode(reader, true);
      const timestamp = timestampCombiner === "endOfWindow" ? end : readTimestamp(reader);
      const structural = keyCoder.structuralValue(key);
      let group = groups.get(structural);
      if (group === undefined) {
        group = { key, timestamp, values: [] };
        groups.set(structural, group);
      } else group.timestamp = combineTimestamps(timestampCombiner, group.timestamp, timestamp);
      for (let count = reader.readLength(); count > 0; count--) group.values.push(valueCoder.decode(reader, true));
    }
  }

  #writeSorted(groups: ReadonlyMap<unknown, HeldGroup>, writer: SegmentWriter): Segment {
    for (const structural of sortKeys([...groups.keys()])) {
      const { key, timestamp, values } = groups.get(structural) as HeldGroup;
      writer.write(key, timestamp, this.#window, values);
    }
    return writer.end();
  }
}
