// Whole values to bytes and back, outside a stream. One writer is shared: a value is encoded at its end and cut off again,
// so a coder that itself encodes something on the way does no harm.

import type { Coder } from "./coder.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

/** A writer that has grown beyond this is not kept. */
const MAX_KEPT_BYTES = 1 << 20;

let shared = new WireWriter(1024);

/** Returns the encoding of one value; where `isNested` is true, the one that tells its own end. */
export function encodeBytes<T>(coder: Coder<T>, value: T, isNested = false): Uint8Array {
  const writer = shared;
  const start = writer.position;
  try {
    coder.encode(value, writer, isNested);
    return writer.copyFrom(start);
  } finally {
    release(writer, start);
  }
}

/**
 * Returns the value that `bytes` are the encoding of.
 *
 * @throws CoderError when they are cut, or longer than the value
 */
export function decodeBytes<T>(coder: Coder<T>, bytes: Uint8Array, isNested = false): T {
  const reader = new WireReader(bytes);
  const value = coder.decode(reader, isNested);
  reader.expectEnd();
  return value;
}

/** Returns the encoding of a value as a string of code units 0 to 255: the structural value of most coders. */
export function encodedStructure<T>(coder: Coder<T>, value: T): string {
  const writer = shared;
  const start = writer.position;
  try {
    coder.encode(value, writer, false);
    return writer.latin1From(start);
  } finally {
    release(writer, start);
  }
}

function release(writer: WireWriter, start: number): void {
  writer.truncate(start);
  if (start === 0 && writer.capacity > MAX_KEPT_BYTES && writer === shared) shared = new WireWriter(1024);
}
