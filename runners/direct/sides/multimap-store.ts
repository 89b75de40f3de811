import type { Coder } from "../../../sdk/coders/coder.ts";
import { encodeBytes } from "../../../sdk/coders/encode-bytes.ts";
import { WireReader } from "../../../sdk/coders/wire-reader.ts";
import { isPair } from "../../../sdk/exec/pair.ts";
import { NotAPairError } from "../../../sdk/exec/step-failures.ts";
import { WindowTable } from "../../../sdk/exec/window-table.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { BlockLog, type LogPart } from "./block-log.ts";
import type { SideStore, SideStoreParts } from "./side-store.ts";

/** Parts of a window: reading a key reads one of them, so they are many. */
const bucketCount = 1 << 14;

/**
 * Keeps pairs encoded, in buckets by their keys' hash: a key is found by reading its bucket, and nothing of a pair stays in
 * memory.
 */
export class MultimapStore implements SideStore {
  readonly #keyCoder: Coder<unknown>;
  readonly #valueCoder: Coder<unknown>;
  readonly #log: BlockLog;
  readonly #windows: WindowTable<LogPart>;

  constructor({ coder, windowCoder, space }: SideStoreParts) {
    const [keyCoder, valueCoder] = coder.components;
    if (keyCoder === undefined || valueCoder === undefined) throw new Error(`${coder.kind} is not a coder of pairs.`);
    this.#keyCoder = keyCoder;
    this.#valueCoder = valueCoder;
    this.#log = new BlockLog(space);
    this.#windows = new WindowTable(windowCoder);
  }

  add(value: unknown, windows: readonly Window[]): void {
    if (!isPair(value)) throw new NotAPairError();
    const key = encodeBytes(this.#keyCoder, value[0]);
    const bucket = hashOf(key) % bucketCount;
    for (const window of windows) {
      const buckets = this.#windows.entriesOf(window);
      let part = buckets.get(bucket);
      if (part === undefined) {
        part = this.#log.part();
        buckets.set(bucket, part);
      }
      this.#log.append(part, (writer) => {
        writer.writeBytesWithLength(key);
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
    const wanted = encodeBytes(this.#keyCoder, key);
    const part = this.#windows.entriesOf(window).get(hashOf(wanted) % bucketCount);
    if (part === undefined) return;
    for (const block of this.#log.blocksOf(part)) {
      const page = this.#valuesIn(block, wanted);
      if (page.length > 0) yield page;
    }
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
