// Groups on disk. A segment is a sorted run of records, each with what came for a key (and, where windows merge, a window
// of it) up to when the segment was written:
//
//     header length (varint)   key   timestamp, where it can't be told from the window   window, where windows merge
//     (block length (varint > 0)   count of values (varint)   value*)*   0
//
// Blocks let a reader pass over values that it doesn't want, and read those of a large group a piece at a time.

import { writeTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { Grouping } from "./grouping.ts";
import type { SpillFile } from "./spill-space.ts";

const blockBytes = 32 * 1024;
const flushBytes = 256 * 1024;
/** Buffers grow when they must: most segments of many windows are small. */
const startBytes = 16 * 1024;

/** Where a sorted run of records lies. */
export interface Segment {
  readonly file: SpillFile;
  readonly start: number;
  readonly end: number;
  /** How many records it has. */
  readonly records: number;
  /** The earliest timestamp of its records. */
  readonly hold: Timestamp;
}

/** Writes segments to a file, one after the other. */
export class SegmentWriter {
  readonly #file: SpillFile;
  readonly #grouping: Grouping;
  readonly #wire = new WireWriter(startBytes);
  #start: number;
  #records = 0;
  #hold: Timestamp = MAX_TIMESTAMP;

  constructor(file: SpillFile, grouping: Grouping) {
    this.#file = file;
    this.#grouping = grouping;
    this.#start = file.size;
  }

  /** Appends a record; records come in the order of their keys, and of a key's windows where windows merge. */
  write(key: unknown, timestamp: Timestamp, window: Window, values: Iterable<unknown>): void {
    const { keyCoder, windowCoder, timestampCombiner, mergeWindows } = this.#grouping;
    const wire = this.#wire;
    const header = wire.beginLength();
    keyCoder.encode(key, wire, true);
    if (timestampCombiner !== "endOfWindow") writeTimestamp(timestamp, wire);
    if (mergeWindows !== undefined) windowCoder.encode(window, wire, true);
    wire.endLength(header);
    this.#writeValues(values);
    this.#records++;
    if (timestamp < this.#hold) this.#hold = timestamp;
  }

  #writeValues(values: Iterable<unknown>): void {
    const { valueCoder } = this.#grouping;
    const wire = this.#wire;
    let block = wire.beginLength();
    let counted = wire.beginLength();
    let count = 0;
    for (const value of values) {
      valueCoder.encode(value, wire, true);
      count++;
      if (wire.position - counted <= blockBytes) continue;
      wire.setVarintAt(counted, count);
      wire.endLength(block);
      this.#flush(flushBytes);
      block = wire.beginLength();
      counted = wire.beginLength();
      count = 0;
    }
    if (count > 0) {
      wire.setVarintAt(counted, count);
      wire.endLength(block);
    } else wire.truncate(block);
    wire.writeByte(0);
    this.#flush(flushBytes);
  }

  /** Ends the segment; what is written next begins another one. */
  end(): Segment {
    this.#flush(1);
    const segment: Segment = {
      file: this.#file,
      start: this.#start,
      end: this.#file.size,
      records: this.#records,
      hold: this.#hold,
    };
    this.#start = segment.end;
    this.#records = 0;
    this.#hold = MAX_TIMESTAMP;
    return segment;
  }

  #flush(atLeast: number): void {
    if (this.#wire.position < atLeast) return;
    this.#file.append(this.#wire.viewFrom(0));
    this.#wire.truncate(0);
  }
}
