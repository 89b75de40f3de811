import type { Coder } from "../../coders/coder.ts";
import { readPane } from "../../coders/pane-wire.ts";
import { readTimestamp } from "../../coders/timestamp-wire.ts";
import { readWindows } from "../../coders/windows-wire.ts";
import type { WireReader } from "../../coders/wire-reader.ts";
import type { ElementMetadata, Registers } from "../../exec/registers.ts";
import { NO_FIRING, type PaneInfo } from "../../values/pane.ts";
import { MIN_TIMESTAMP, type Timestamp } from "../../values/timestamp.ts";
import { GLOBAL_WINDOWS, type Window } from "../../values/window.ts";
import type { ElementWire } from "./element-wire.ts";

const timestampBytes = 8;
const nothing = new Uint8Array();

/**
 * Reads what goes before each element: instant, windows and pane. Most elements have those of the element before them,
 * or its windows and pane at least; those bytes are compared and not decoded, and give the same objects again.
 */
export class HeaderReader implements ElementMetadata {
  timestamp: Timestamp = MIN_TIMESTAMP;
  windows: readonly Window[] = GLOBAL_WINDOWS;
  pane: PaneInfo = NO_FIRING;
  readonly #window: Coder<Window>;
  readonly #isConstant: boolean;
  // A header that was read, with its parts; without bytes, none was.
  #header: Uint8Array = nothing;
  #headerTimestamp: Timestamp = MIN_TIMESTAMP;
  #windowsAndPane: Uint8Array = nothing;

  constructor({ window, constant }: ElementWire) {
    this.#window = window;
    this.#isConstant = constant !== undefined;
    if (constant !== undefined) Object.assign(this, constant);
  }

  /** @param bytes - what `reader` reads */
  read(reader: WireReader, bytes: Uint8Array): void {
    if (this.#isConstant) return;
    if (this.#header.length > 0 && reader.skipIfEqual(this.#header)) {
      this.timestamp = this.#headerTimestamp;
      return;
    }
    const start = reader.position;
    const timestamp = readTimestamp(reader);
    if (this.#header.length > 0 && reader.skipIfEqual(this.#windowsAndPane)) {
      this.timestamp = timestamp;
      return;
    }
    // Until it is read whole there is none: the bytes may end in its middle.
    this.#header = nothing;
    this.windows = readWindows(this.#window, reader);
    this.pane = readPane(reader);
    this.timestamp = this.#headerTimestamp = timestamp;
    this.#header = new Uint8Array(bytes.subarray(start, reader.position));
    this.#windowsAndPane = this.#header.subarray(timestampBytes);
  }

  /** Puts what was read into the registers. */
  install(registers: Registers): void {
    registers.timestamp = this.timestamp;
    registers.windows = this.windows;
    registers.pane = this.pane;
  }
}
