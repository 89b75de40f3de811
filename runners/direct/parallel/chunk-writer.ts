import type { Coder } from "../../../sdk/coders/coder.ts";
import { writePane } from "../../../sdk/coders/pane-wire.ts";
import { writeTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { writeWindows } from "../../../sdk/coders/windows-wire.ts";
import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import { NO_FIRING, type PaneInfo } from "../../../sdk/values/pane.ts";
import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { Chunk } from "./chunk.ts";

/** Before each element: whether its metadata is that of the one before, or follows. */
const sameMetadata = 0;
export const newMetadata = 1;

const firstBytes = 512;
/** More places than that at which a chunk may be cut are not needed. */
const maxCuts = 64;

/**
 * Encodes elements, one after the other, with their metadata where it changes.
 *
 *     chunk     element element ...
 *     element   0, value  |  1, timestamp, windows, pane, value
 */
export class ChunkWriter {
  readonly #windowCoder: Coder<Window>;
  #writer = new WireWriter(firstBytes);
  #elements = 0;
  #stride = 1;
  #untilCut = 0;
  #offsets: number[] = [];
  #timestamp: Timestamp | undefined;
  #windows: readonly Window[] | undefined;
  #pane: PaneInfo = NO_FIRING;

  constructor(windowCoder: Coder<Window>) {
    this.#windowCoder = windowCoder;
  }

  /** How many bytes were written since the last {@link ChunkWriter.take}. */
  get size(): number {
    return this.#writer.position;
  }

  /** Begins an element: its value is to be written next, to what this returns. */
  begin({ timestamp, windows, pane }: ElementMetadata): WireWriter {
    const writer = this.#writer;
    this.#elements++;
    if (this.#untilCut === 0) this.#markCut(writer.position);
    else if (timestamp === this.#timestamp && pane === this.#pane && this.#hasWindows(windows)) {
      this.#untilCut--;
      writer.writeByte(sameMetadata);
      return writer;
    }
    this.#untilCut--;
    writer.writeByte(newMetadata);
    writeTimestamp(timestamp, writer);
    writeWindows(windows, this.#windowCoder, writer);
    writePane(pane, writer);
    this.#timestamp = timestamp;
    this.#windows = windows;
    this.#pane = pane;
    return writer;
  }

  /** Returns what was written, and begins a new chunk. */
  take(): Chunk {
    const writer = this.#writer;
    const cuts = { elements: this.#elements, stride: this.#stride, offsets: this.#offsets };
    this.#elements = 0;
    this.#stride = 1;
    this.#untilCut = 0;
    this.#offsets = [];
    // A copy of little takes less than a buffer that is mostly empty.
    if (writer.position < writer.capacity / 2) {
      const bytes = writer.copyFrom(0);
      writer.truncate(0);
      return { bytes, cuts };
    }
    return { bytes: writer.takeBytes(), cuts };
  }

  // Steps make an array for each element, but windows are mostly the same objects.
  #hasWindows(windows: readonly Window[]): boolean {
    const last = this.#windows;
    return windows === last || (windows.length === 1 && last?.length === 1 && windows[0] === last[0]);
  }

  #markCut(offset: number): void {
    if (this.#offsets.length === maxCuts) {
      // Every other place is given up. As their number is even, this element is one of those that stay.
      this.#offsets = this.#offsets.filter((_, index) => index % 2 === 0);
      this.#stride *= 2;
    }
    this.#offsets.push(offset);
    this.#untilCut = this.#stride;
  }
}
