// Beam writes an instant as its milliseconds in 64 bits, most significant byte first, with the sign bit flipped: the order
// of the bytes is then the order of time.

import {
  MAX_TIMESTAMP,
  MIN_TIMESTAMP,
  type Timestamp,
  timestampFromBigInt,
  timestampToBigInt,
} from "../values/timestamp.ts";
import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

const TWO_32 = 0x1_0000_0000;
const SIGN_BIT = 1n << 63n;
const MIN_MILLIS = timestampToBigInt(MIN_TIMESTAMP);
const MAX_MILLIS = timestampToBigInt(MAX_TIMESTAMP);

/** Appends an instant; the named constants of the model are exact. */
export function writeTimestamp(timestamp: Timestamp, writer: WireWriter): void {
  if (Number.isSafeInteger(timestamp)) {
    writer.writeInt64Words(Math.floor(timestamp / TWO_32) ^ 0x8000_0000, timestamp);
  } else {
    writeMillis(timestampToBigInt(timestamp), writer);
  }
}

/** Reads an instant; one that lies outside the model's range becomes the nearest end of it. */
export function readTimestamp(reader: WireReader): Timestamp {
  const high = reader.readInt32() ^ 0x8000_0000;
  const low = reader.readInt32() >>> 0;
  const timestamp = high * TWO_32 + low;
  if (Number.isSafeInteger(timestamp)) return timestamp;
  const millis = (BigInt(high) << 32n) | BigInt(low);
  return timestampFromBigInt(millis < MIN_MILLIS ? MIN_MILLIS : millis > MAX_MILLIS ? MAX_MILLIS : millis);
}

/** Appends an instant that is given by its exact milliseconds. */
export function writeMillis(millis: bigint, writer: WireWriter): void {
  writer.writeInt64(millis ^ SIGN_BIT);
}

/** Reads the exact milliseconds of an instant. */
export function readMillis(reader: WireReader): bigint {
  return BigInt.asIntN(64, reader.readInt64() ^ SIGN_BIT);
}
