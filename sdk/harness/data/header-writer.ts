import type { Coder } from "../../coders/coder.ts";
import { writePane } from "../../coders/pane-wire.ts";
import { writeTimestamp } from "../../coders/timestamp-wire.ts";
import { writeWindows } from "../../coders/windows-wire.ts";
import type { WireWriter } from "../../coders/wire-writer.ts";
import type { Registers } from "../../exec/registers.ts";
import { NO_FIRING, type PaneInfo } from "../../values/pane.ts";
import type { Timestamp } from "../../values/timestamp.ts";
import type { Window } from "../../values/window.ts";
import type { ElementWire } from "./element-wire.ts";

const timestampBytes = 8;
const noWindows: readonly Window[] = [];

/** Writes what goes before each element: instant, windows and pane. Those of the element before are copied as bytes. */
export class HeaderWriter {
  readonly #window: Coder<Window>;
  readonly #isWritten: boolean;
  #timestamp: Timestamp | undefined;
  #windows: readonly Window[] = noWindows;
  #pane: PaneInfo = NO_FIRING;
  #header: Uint8Array = new Uint8Array();
  #windowsAndPane: Uint8Array = new Uint8Array();

  constructor({ window, constant }: ElementWire) {
    this.#window = window;
    this.#isWritten = constant === undefined;
  }

  write({ timestamp, windows, pane }: Registers, writer: WireWriter): void {
    if (!this.#isWritten) return;
    const hasSameWindows = pane === this.#pane && areSame(windows, this.#windows);
    if (hasSameWindows && timestamp === this.#timestamp) {
      writer.writeBytes(this.#header);
      return;
    }
    const start = writer.position;
    writeTimestamp(timestamp, writer);
    if (hasSameWindows) {
      writer.writeBytes(this.#windowsAndPane);
      return;
    }
    writeWindows(windows, this.#window, writer);
    writePane(pane, writer);
    this.#header = writer.copyFrom(start);
    this.#windowsAndPane = this.#header.subarray(timestampBytes);
    this.#timestamp = timestamp;
    this.#windows = windows;
    this.#pane = pane;
  }
}

// Steps make an array for each element, but windows are mostly the same objects.
function areSame(some: readonly Window[], others: readonly Window[]): boolean {
  return some === others || (some.length === 1 && others.length === 1 && some[0] === others[0]);
}
