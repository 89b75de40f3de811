import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import type { MemoryHolder } from "../engine/memory-budget.ts";
import type { SpillFile, SpillSpace } from "../engine/spill-space.ts";

/** Elements sorted by bucket: those of bucket b lie between the offsets b and b + 1. */
interface Segment {
  readonly offsets: Uint32Array;
  /** Undefined when it is on disk. */
  bytes: Buffer | undefined;
  position: number;
}

/** How many buckets there are: reading one reads that share of each segment. */
export const bucketCount = 1 << 14;
/** What a segment is sorted from: a bucket is read in as many pieces as there are segments. */
const segmentBytes = 32 << 20;
/** How much more is held before the budget is told. */
const tellBytes = 1 << 20;

/**
 * Encoded elements in buckets: written in any order, and then read bucket by bucket. What was written is sorted by bucket
 * whenever it is much, and goes to disk when memory is used up.
 *
 *     append b2 b0 b2 b1 ...  ->  segment: b0.. | b1.. | b2..     segment: b0.. | b1.. | b2..     (not sorted yet)
 */
export class SortedLog implements MemoryHolder {
  readonly #space: SpillSpace;
  readonly #segments: Segment[] = [];
  #writer = new WireWriter();
  // Of each element that is not sorted yet.
  #buckets: number[] = [];
  #starts: number[] = [];
  #sortedBytes = 0;
  #told = 0;
  #file: SpillFile | undefined;

  constructor(space: SpillSpace) {
    this.#space = space;
  }

  /** Appends what `encode` writes, one whole element, to a bucket. */
  append(bucket: number, encode: (writer: WireWriter) => void): void {
    const start = this.#writer.position;
    encode(this.#writer);
    this.#buckets.push(bucket);
    this.#starts.push(start);
    if (this.#writer.position >= segmentBytes) this.#sort();
    const bytes = this.#sortedBytes + this.#writer.position;
    if (bytes - this.#told < tellBytes) return;
    this.#told = bytes;
    const { budget } = this.#space;
    budget.set(this, bytes);
    if (budget.used > budget.limit) budget.relieve();
  }

  /** Yields the elements of a bucket, in the order in which they came, in runs of whole ones. */
  *blocksOf(bucket: number): Generator<Uint8Array, void, undefined> {
    // It is read when all is written.
    if (this.#buckets.length > 0) this.#sort();
    for (const { offsets, bytes, position } of this.#segments) {
      const [start = 0, end = 0] = offsets.subarray(bucket, bucket + 2);
      if (start === end) continue;
      yield bytes === undefined ? this.#read(position + start, end - start) : bytes.subarray(start, end);
    }
  }

  /** Writes what is in memory to disk. */
  spill(): void {
    if (this.#buckets.length > 0) this.#sort();
    const file = (this.#file ??= this.#space.open());
    for (const segment of this.#segments) {
      if (segment.bytes === undefined) continue;
      segment.position = file.size;
      file.append(segment.bytes);
      segment.bytes = undefined;
    }
    this.#sortedBytes = 0;
    this.#told = 0;
  }

  /** Makes a segment of what was written since the last one: a counting sort. */
  #sort(): void {
    const buckets = this.#buckets;
    const starts = this.#starts;
    const written = this.#writer.takeBytes() as Buffer;
    starts.push(written.length);
    const offsets = new Uint32Array(bucketCount + 1);
    const sizeOf = (i: number): number => (starts[i + 1] ?? 0) - (starts[i] ?? 0);
    for (let i = 0; i < buckets.length; i++) {
      const after = (buckets[i] ?? 0) + 1;
      offsets[after] = (offsets[after] ?? 0) + sizeOf(i);
    }
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      offsets[bucket + 1] = (offsets[bucket + 1] ?? 0) + (offsets[bucket] ?? 0);
    }
    const next = offsets.slice();
    const bytes = Buffer.allocUnsafeSlow(written.length);
    for (let i = 0; i < buckets.length; i++) {
      const bucket = buckets[i] ?? 0;
      const to = next[bucket] ?? 0;
      written.copy(bytes, to, starts[i], starts[i + 1]);
      next[bucket] = to + sizeOf(i);
    }
    this.#segments.push({ offsets, bytes, position: 0 });
    this.#sortedBytes += bytes.length;
    this.#buckets = [];
    this.#starts = [];
  }

  #read(position: number, length: number): Uint8Array {
    if (this.#file === undefined) throw new Error("A segment is said to be on disk, and nothing was written there.");
    const bytes = Buffer.allocUnsafeSlow(length);
    this.#file.read(bytes, position);
    return bytes;
  }
}
