import type { Coder } from "../../../sdk/coders/coder.ts";
import { readPane, writePane } from "../../../sdk/coders/pane-wire.ts";
import { readTimestamp, writeTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { readWindows, writeWindows } from "../../../sdk/coders/windows-wire.ts";
import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { SpillFile } from "./spill-space.ts";

/** What elements and their windows are written by. */
export interface ElementCoders {
  readonly elementCoder: Coder<unknown>;
  readonly windowCoder: Coder<Window>;
}

/** A run of elements. Their metadata is kept once for as long as it is the same, which it mostly is. */
export interface Chunk {
  readonly values: unknown[];
  /** The metadata of elements from an index on, in order of index. */
  readonly runs: { readonly from: number; readonly metadata: ElementMetadata }[];
  /** About how much memory it takes. */
  bytes: number;
}

/** A chunk on disk. */
export interface SpilledChunk {
  readonly file: SpillFile;
  readonly position: number;
  readonly length: number;
}

/** Appends a chunk to a file. */
export function writeChunk(
  { values, runs }: Chunk,
  { elementCoder, windowCoder }: ElementCoders,
  file: SpillFile,
): SpilledChunk {
  const wire = new WireWriter(chunkBytes);
  wire.writeVarint(runs.length);
  for (const { from, metadata } of runs) {
    wire.writeVarint(from);
    writeTimestamp(metadata.timestamp, wire);
    writeWindows(metadata.windows, windowCoder, wire);
    writePane(metadata.pane, wire);
  }
  wire.writeVarint(values.length);
  for (const value of values) elementCoder.encode(value, wire, true);
  const position = file.size;
  file.append(wire.viewFrom(0));
  return { file, position, length: wire.position };
}

/** Reads a chunk back. */
export function readChunk({ file, position, length }: SpilledChunk, coders: ElementCoders): Chunk {
  const bytes = Buffer.allocUnsafeSlow(length);
  file.read(bytes, position);
  const reader = new WireReader(bytes);
  const runs = Array.from({ length: reader.readLength() }, () => ({
    from: reader.readLength(),
    metadata: {
      timestamp: readTimestamp(reader),
      windows: readWindows(coders.windowCoder, reader),
      pane: readPane(reader),
    },
  }));
  const values: unknown[] = [];
  const count = reader.readLength();
  for (let i = 0; i < count; i++) values.push(coders.elementCoder.decode(reader, true));
  return { values, runs, bytes: 0 };
}

const chunkBytes = 64 * 1024;
