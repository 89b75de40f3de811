import { readTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import { GLOBAL_WINDOW, type Window } from "../../../sdk/values/window.ts";
import { combineTimestamps } from "../../../sdk/windowing/combine-timestamps.ts";
import { compareKeys } from "./compare-keys.ts";
import type { Grouping } from "./grouping.ts";
import type { Segment } from "./segment-writer.ts";
import { SpillReader } from "./spill-reader.ts";
import { readBlock, skipBlocks, SpilledValues, type ValueBlocks } from "./spilled-values.ts";

/** So many bytes of the values of a group are read into an array; the rest stays on disk. */
export const maxArrayBytes = 1 << 20;

/** A group as it was read. */
export interface ReadGroup {
  readonly key: unknown;
  /** Meaningful where it can't be told from the window, or windows merge. */
  readonly timestamp: Timestamp;
  /** Meaningful where windows merge. */
  readonly window: Window;
  /** Its structural value. */
  readonly windowOrder: unknown;
  readonly values: Iterable<unknown>;
  /** How many bytes of its values were read into an array. */
  readonly bytes: number;
}

/** Merges segments that are sorted in the same way: what they have of one group becomes one, in their order. */
export class SegmentMerge {
  readonly #grouping: Grouping;
  // A binary heap: none is greater than the two that follow from it.
  readonly #heap: Cursor[] = [];

  /** @param segments - in the order in which they were written */
  constructor(segments: readonly Segment[], grouping: Grouping) {
    this.#grouping = grouping;
    for (const [index, segment] of segments.entries()) {
      const cursor = new Cursor(segment, grouping, index);
      if (cursor.advance()) this.#heap.push(cursor);
    }
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#sift(i);
  }

  /** The key of the next group. */
  get nextStructural(): unknown {
    return this.#heap[0]?.structural;
  }

  /** Whether there is another group. */
  hasNext(): boolean {
    return this.#heap.length > 0;
  }

  /** Reads the next group; there must be one. `maxBytes` of its values may be read into an array. */
  next(maxBytes: number): ReadGroup {
    let [cursor] = this.#heap;
    if (cursor === undefined) throw new Error("All groups were read.");
    const { structural, key, window, windowOrder } = cursor;
    const { timestampCombiner, valueCoder, mergeWindows } = this.#grouping;
    const ordered = mergeWindows === undefined ? undefined : { window, windowOrder };
    let { timestamp } = cursor;
    const values = new ValueCollector(maxBytes);
    do {
      timestamp = combineTimestamps(timestampCombiner, timestamp, cursor.timestamp);
      cursor.readValues(values);
      if (!cursor.advance()) this.#removeFirst();
      this.#sift(0);
      [cursor] = this.#heap;
    } while (cursor?.isOf(structural, ordered) === true);
    const { array, rest, bytes } = values;
    const all = rest.length === 0 ? array : new SpilledValues(array, rest, valueCoder);
    return { key, timestamp, window, windowOrder, values: all, bytes };
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#heap[0] = last;
  }

  #sift(from: number): void {
    const heap = this.#heap;
    const moved = heap[from];
    if (moved === undefined) return;
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      let least = heap[child] as Cursor;
      const right = heap[child + 1];
      if (right?.isBefore(least) === true) {
        least = right;
        child++;
      }
      if (!least.isBefore(moved)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = moved;
  }
}

/** Takes values into an array until they are too many, and keeps where the others lie. */
class ValueCollector {
  readonly array: unknown[] = [];
  readonly rest: ValueBlocks[] = [];
  bytes = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isFull(): boolean {
    // What follows what stays on disk stays there too: values keep their order.
    return this.bytes >= this.#maxBytes || this.rest.length > 0;
  }
}

/** Stands at a record of a segment. */
class Cursor implements OrderedWindow {
  structural: unknown;
  key: unknown;
  timestamp: Timestamp = MAX_TIMESTAMP;
  window: Window = GLOBAL_WINDOW;
  /** The structural value of the window, where windows merge. */
  windowOrder: unknown;
  readonly #segment: Segment;
  readonly #grouping: Grouping;
  readonly #index: number;
  readonly #reader: SpillReader;

  constructor(segment: Segment, grouping: Grouping, index: number) {
    this.#segment = segment;
    this.#grouping = grouping;
    this.#index = index;
    this.#reader = new SpillReader(segment.file, segment.start, segment.end);
  }

  /** Moves to the next record, when the values of this one were read; false at the end. */
  advance(): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const { keyCoder, windowCoder, timestampCombiner, mergeWindows } = this.#grouping;
    reader.need(reader.readLength());
    const { wire } = reader;
    this.key = keyCoder.decode(wire, true);
    this.structural = keyCoder.structuralValue(this.key);
    if (timestampCombiner !== "endOfWindow") this.timestamp = readTimestamp(wire);
    if (mergeWindows !== undefined) {
      this.window = windowCoder.decode(wire, true);
      this.windowOrder = windowCoder.structuralValue(this.window);
      if (timestampCombiner === "endOfWindow") this.timestamp = this.window.maxTimestamp;
    }
    return true;
  }

  readValues(values: ValueCollector): void {
    while (!values.isFull) {
      const bytes = readBlock(this.#reader, this.#grouping.valueCoder, values.array);
      if (bytes === 0) return;
      values.bytes += bytes;
    }
    const { position } = this.#reader;
    const first = this.#reader.readLength();
    if (first === 0) return;
    values.rest.push({ file: this.#segment.file, position });
    this.#reader.skip(first);
    skipBlocks(this.#reader);
  }

  /** Whether it stands at a record of the group of that key and, where windows merge, window. */
  isOf(structural: unknown, ordered: OrderedWindow | undefined): boolean {
    if (compareKeys(this.structural, structural) !== 0) return false;
    return ordered === undefined || compareWindows(this, ordered) === 0;
  }

  isBefore(other: Cursor): boolean {
    const byKey = compareKeys(this.structural, other.structural);
    const order = byKey === 0 && this.#grouping.mergeWindows !== undefined ? compareWindows(this, other) : byKey;
    return order < 0 || (order === 0 && this.#index < other.#index);
  }
}

/** A window with what it is ordered by. */
export interface OrderedWindow {
  readonly window: Window;
  /** Its structural value. */
  readonly windowOrder: unknown;
}

/** Orders windows by their ends, then by their structural values. */
export function compareWindows(a: OrderedWindow, b: OrderedWindow): number {
  return a.window.maxTimestamp - b.window.maxTimestamp || compareKeys(a.windowOrder, b.windowOrder);
}
