import type { Coder } from "../../../sdk/coders/coder.ts";
import { readPane } from "../../../sdk/coders/pane-wire.ts";
import { readTimestamp } from "../../../sdk/coders/timestamp-wire.ts";
import { readWindows } from "../../../sdk/coders/windows-wire.ts";
import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { ElementCoders } from "../engine/element-chunk.ts";
import { newMetadata } from "./chunk-writer.ts";

/** Reads the elements of a chunk, one after the other. */
export class ChunkReader {
  readonly #reader: WireReader;
  readonly #elementCoder: Coder<unknown>;
  readonly #windowCoder: Coder<Window>;
  #metadata: ElementMetadata | undefined;

  constructor(bytes: Uint8Array, { elementCoder, windowCoder }: ElementCoders) {
    this.#reader = new WireReader(bytes);
    this.#elementCoder = elementCoder;
    this.#windowCoder = windowCoder;
  }

  get isAtEnd(): boolean {
    return this.#reader.isAtEnd;
  }

  /** The metadata of the element that was read last: the same object for as long as it stays the same. */
  get metadata(): ElementMetadata {
    if (this.#metadata === undefined) throw new Error("A chunk begins with the metadata of its first element.");
    return this.#metadata;
  }

  /** Reads the next element. */
  read(): unknown {
    const reader = this.#reader;
    if (reader.readByte() === newMetadata) {
      this.#metadata = {
        timestamp: readTimestamp(reader),
        windows: readWindows(this.#windowCoder, reader),
        pane: readPane(reader),
      };
    }
    return this.#elementCoder.decode(reader, true);
  }
}
