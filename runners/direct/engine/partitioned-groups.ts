import { writeTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Grouping } from "./grouping.ts";
import { hashKey } from "./hash-key.ts";
import { bufferBytes, type SpillFile } from "./spill-space.ts";

/** A partition is written to disk so many bytes at a time. */
const blockBytes = bufferBytes / 2;
/** What a buffer begins with: most of many windows stay small. */
const startBytes = bufferBytes / 8;

/** A part of a file. */
export interface FileBlock {
  readonly position: number;
  readonly length: number;
}

/**
 * The pairs of one window, on their way to disk: in partitions by the hash of their keys, so that each can be grouped in
 * memory by itself.
 *
 *     key   timestamp, where it can't be told from the window   count of values (varint)   value*
 */
export class PartitionedGroups {
  /** A power of two. */
  readonly partitionCount: number;
  readonly file: SpillFile;
  /** How many keys were written, each as often as it was. */
  records = 0;
  /** The earliest timestamp. */
  hold: Timestamp = MAX_TIMESTAMP;
  readonly #grouping: Grouping;
  readonly #blocks: FileBlock[][];
  #writers: (WireWriter | undefined)[] = [];

  constructor(partitionCount: number, file: SpillFile, grouping: Grouping) {
    this.partitionCount = partitionCount;
    this.file = file;
    this.#grouping = grouping;
    this.#blocks = Array.from({ length: partitionCount }, () => []);
  }

  /**
   * Adds values of a key.
   *
   * @param timestamp - combined of the values' own
   * @returns how much more memory its buffers take
   */
  add(structural: unknown, key: unknown, timestamp: Timestamp, values: readonly unknown[]): number {
    const { keyCoder, valueCoder, timestampCombiner } = this.#grouping;
    const index = hashKey(structural) & (this.partitionCount - 1);
    const known = this.#writers[index];
    const wire = known ?? (this.#writers[index] = new WireWriter(startBytes));
    keyCoder.encode(key, wire, true);
    if (timestampCombiner !== "endOfWindow") writeTimestamp(timestamp, wire);
    wire.writeVarint(values.length);
    for (let i = 0; i < values.length; i++) valueCoder.encode(values[i], wire, true);
    this.records++;
    if (timestamp < this.hold) this.hold = timestamp;
    if (wire.position >= blockBytes) this.#flush(index, wire);
    return known === undefined ? bufferBytes : 0;
  }

  /** Writes what is in its buffers, and lets go of them; returns how much memory they took. */
  flush(): number {
    let bytes = 0;
    for (const [index, wire] of this.#writers.entries()) {
      if (wire === undefined) continue;
      bytes += bufferBytes;
      if (wire.position > 0) this.#flush(index, wire);
    }
    this.#writers = [];
    return bytes;
  }

  /**
   * Returns where a partition lies, of so many: at most as many as there are here.
   *
   * A key is in the partition of the low bits of its hash, so of fewer partitions each is several of those here.
   */
  blocksOf(partition: number, partitionCount: number): FileBlock[] {
    const blocks: FileBlock[] = [];
    for (let i = partition; i < this.partitionCount; i += partitionCount) blocks.push(...(this.#blocks[i] ?? []));
    return blocks;
  }

  #flush(index: number, wire: WireWriter): void {
    this.#blocks[index]?.push({ position: this.file.size, length: wire.position });
    this.file.append(wire.viewFrom(0));
    wire.truncate(0);
    // One large value must not keep a large buffer.
    if (wire.capacity > bufferBytes) this.#writers[index] = new WireWriter(startBytes);
  }
}
