import type { Coder } from "../../../sdk/coders/coder.ts";
import { encodeBytes } from "../../../sdk/coders/encode-bytes.ts";
import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import { isPair, NotAPairError } from "../../../sdk/values/pair.ts";
import type { Window } from "../../../sdk/values/window.ts";
import type { SideStore, SideStoreParts } from "./side-store.ts";
import { bucketCount, SortedLog } from "./sorted-log.ts";

/**
 * Keeps pairs encoded, in buckets by the hash of window and key: a key is found by reading its bucket, and nothing of a
 * pair stays in memory.
 */
export class MultimapStore implements SideStore {
  readonly #windowCoder: Coder<Window>;
  readonly #keyCoder: Coder<unknown>;
  readonly #valueCoder: Coder<unknown>;
  readonly #log: SortedLog;

  constructor({ coder, windowCoder, space }: SideStoreParts) {
    const [keyCoder, valueCoder] = coder.components;
    if (keyCoder === undefined || valueCoder === undefined) throw new Error(`${coder.kind} is not a coder of pairs.`);
    this.#windowCoder = windowCoder;
    this.#keyCoder = keyCoder;
    this.#valueCoder = valueCoder;
    this.#log = new SortedLog(space);
  }

  add(value: unknown, windows: readonly Window[]): void {
    if (!isPair(value)) throw new NotAPairError();
    for (const window of windows) {
      const place = this.#placeOf(window, value[0]);
      this.#log.append(hashOf(place) % bucketCount, (writer) => {
        writer.writeBytesWithLength(place);
        const mark = writer.beginLength();
        this.#valueCoder.encode(value[1], writer, false);
        writer.endLength(mark);
      });
    }
  }

  pages(): never {
    throw new Error("What is kept by key is not read in order.");
  }

  *valuePages(window: Window, key: unknown): Generator<readonly unknown[], void, undefined> {
    const wanted = this.#placeOf(window, key);
    for (const block of this.#log.blocksOf(hashOf(wanted) % bucketCount)) {
      const page = this.#valuesIn(block, wanted);
      if (page.length > 0) yield page;
    }
  }

  /** What tells the values of a key in a window from all others. */
  #placeOf(window: Window, key: unknown): Uint8Array {
    const keyBytes = encodeBytes(this.#keyCoder, key);
    const writer = new WireWriter(keyBytes.length + 16);
    this.#windowCoder.encode(window, writer, true);
    writer.writeBytes(keyBytes);
    return writer.viewFrom(0);
  }

  #valuesIn(block: Uint8Array, wanted: Uint8Array): unknown[] {
    const values: unknown[] = [];
    const reader = new WireReader(block);
    while (!reader.isAtEnd) {
      const keyLength = reader.readLength();
      const isWanted = keyLength === wanted.length && reader.skipIfEqual(wanted);
      if (!isWanted) reader.readView(keyLength);
      const length = reader.readLength();
      if (!isWanted) {
        reader.readView(length);
        continue;
      }
      const outer = reader.pushLimit(length);
      values.push(this.#valueCoder.decode(reader, false));
      reader.popLimit(outer);
    }
    return values;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
