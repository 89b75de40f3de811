// The windows of an element: their number (int32), then each, nested. Most elements are in the global window alone, so
// that is always given back as the one shared array.

import { GLOBAL_WINDOW, GLOBAL_WINDOWS, type Window } from "../values/window.ts";
import type { Coder } from "./coder.ts";
import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

/** Appends an element's windows. */
export function writeWindows<W extends Window>(windows: readonly W[], coder: Coder<W>, writer: WireWriter): void {
  writer.writeInt32(windows.length);
  for (const window of windows) coder.encode(window, writer, true);
}

/** Reads an element's windows. */
export function readWindows<W extends Window>(coder: Coder<W>, reader: WireReader): readonly W[] {
  const count = reader.readInt32();
  if (count < 0) throw reader.error(`An element has 0 or more windows; got ${String(count)}.`);
  if (count === 1) {
    const window = coder.decode(reader, true);
    // The shared array's only element is the very window that was read, so it is a list of Ws.
    return (window as Window) === GLOBAL_WINDOW ? (GLOBAL_WINDOWS as readonly W[]) : [window];
  }
  const windows: W[] = [];
  for (let i = 0; i < count; i++) windows.push(coder.decode(reader, true));
  return windows;
}
