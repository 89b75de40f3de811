// The bytes of Beam's iterables:
//   count (int32)  element*                                               when the number is known
//   -1 (int32)     (count (varint > 0)  element*)*  0                      in blocks, when it is not
//   -1 (int32)     (count (varint > 0)  element*)*  -1 (varint)  token     the rest lies in the runner's state

import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

/** A block is ended once it has this many bytes, as in Beam's other SDKs. */
const BLOCK_BYTES = 64 * 1024;
const MAX_COUNT = 0x7fff_ffff;

/** What {@link readElements} has read: the elements there, and the token of the rest if it lies in state. */
export interface ReadElements<T> {
  readonly elements: T[];
  readonly token: Uint8Array | undefined;
}

/** Appends all elements of `values`. */
export function encodeIterable<T>(values: Iterable<T>, element: Coder<T>, writer: WireWriter): void {
  const count = knownCount(values);
  if (count === undefined) {
    encodeBlocks(values, element, writer);
    return;
  }
  writer.writeInt32(count);
  let written = 0;
  for (const value of values) {
    element.encode(value, writer, true);
    written++;
  }
  if (written !== count) {
    throw new CoderError({ summary: `An iterable announced ${String(count)} elements and gave ${String(written)}.` });
  }
}

function knownCount(values: unknown): number | undefined {
  if (values === null || typeof values !== "object" || !(Symbol.iterator in values)) {
    throw new CoderError({ summary: `The iterable coder takes an iterable that is no string; got ${typeof values}.` });
  }
  const { length, size } = values as { length?: unknown; size?: unknown };
  const count =
    Array.isArray(values) || ArrayBuffer.isView(values)
      ? length
      : values instanceof Set || values instanceof Map
        ? size
        : undefined;
  return typeof count === "number" && count <= MAX_COUNT ? count : undefined;
}

function encodeBlocks<T>(values: Iterable<T>, element: Coder<T>, writer: WireWriter): void {
  writer.writeInt32(-1);
  let mark = writer.beginLength();
  let count = 0;
  for (const value of values) {
    element.encode(value, writer, true);
    count++;
    if (writer.position - mark > BLOCK_BYTES) {
      writer.setVarintAt(mark, count);
      mark = writer.beginLength();
      count = 0;
    }
  }
  if (count === 0) return; // the byte that would have been the block's count is the 0 that ends the iterable
  writer.setVarintAt(mark, count);
  writer.writeByte(0);
}

/** Reads the elements that are there, in either form. */
export function readElements<T>(element: Coder<T>, reader: WireReader): ReadElements<T> {
  const elements: T[] = [];
  const known = reader.readInt32();
  if (known >= 0) {
    readBlock(known, element, reader, elements);
    return { elements, token: undefined };
  }
  if (known !== -1) throw reader.error(`The count of an iterable is -1 or more; got ${String(known)}.`);
  for (;;) {
    const count = reader.readVarint();
    if (count === 0) return { elements, token: undefined };
    if (count === -1) return { elements, token: reader.readBytes(reader.readLength()) };
    if (count < -1) throw reader.error(`The count of a block is -1 or more; got ${String(count)}.`);
    readBlock(count, element, reader, elements);
  }
}

function readBlock<T>(count: number, element: Coder<T>, reader: WireReader, elements: T[]): void {
  for (let i = 0; i < count; i++) elements.push(element.decode(reader, true));
}
