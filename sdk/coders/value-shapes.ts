// Objects of a program mostly have one of a few lists of keys. What belongs to a list is worked out once: the bytes of the
// header on the way out, the keys on the way in. Both caches have a fixed number of slots, of which a new list takes
// over one, so they hold a bounded amount whatever passes through.

import { readString, writeString } from "./value-strings.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

const SLOTS = 1024;
/** Longer headers are not kept. */
const MAX_KEPT_BYTES = 1024;

/** A list of keys, and how an object that has them is written. */
export interface Shape {
  /** The keys in the order in which `Object.keys` gives them. */
  readonly keys: readonly string[];
  /** The keys in the order in which they are written. */
  readonly order: readonly string[];
  /** The length of the written keys, and the keys. */
  readonly header: Uint8Array;
}

/** The shapes that have been written lately. */
class ShapeCache {
  readonly #slots = new Array<Shape | undefined>(SLOTS).fill(undefined);
  readonly #isSorted: boolean;

  constructor(isSorted: boolean) {
    this.#isSorted = isSorted;
  }

  /** Returns the shape of objects with these keys. */
  shapeOf(keys: readonly string[]): Shape {
    const slot = slotOf(keys);
    const found = this.#slots[slot];
    if (found !== undefined && areSame(found.keys, keys)) return found;
    const made = makeShape(keys, this.#isSorted);
    if (made.header.length <= MAX_KEPT_BYTES) this.#slots[slot] = made;
    return made;
  }
}

/** Shapes whose keys are written in the order that they have in the object. */
export const exactShapes = new ShapeCache(false);
/** Shapes whose keys are written in the order of their encodings. */
export const canonicalShapes = new ShapeCache(true);

function slotOf(keys: readonly string[]): number {
  const count = keys.length;
  if (count === 0) return 0;
  const first = keys[0] as string;
  const last = keys[count - 1] as string;
  const hash =
    count * 37 +
    first.length * 7 +
    last.length * 131 +
    first.charCodeAt(0) * 17 +
    last.charCodeAt(last.length - 1) * 29;
  return hash & (SLOTS - 1);
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function makeShape(keys: readonly string[], isSorted: boolean): Shape {
  const encoded = keys.map((key) => ({ key, bytes: encodeKey(key) }));
  if (isSorted) encoded.sort((a, b) => (a.bytes < b.bytes ? -1 : 1)); // no two keys are equal
  const body = encoded.map(({ bytes }) => bytes).join("");
  const writer = new WireWriter(body.length + 10);
  writer.writeVarint(body.length);
  writer.writeLatin1(body);
  return { keys, order: encoded.map(({ key }) => key), header: writer.copyFrom(0) };
}

/** Returns the bytes of a key, which are those of the string as a value. */
function encodeKey(key: string): string {
  const writer = new WireWriter(key.length + 16);
  writeString(key, writer);
  return writer.latin1From(0);
}

/** A list of keys that has been read lately. */
interface ReadShape {
  readonly header: Uint8Array;
  readonly keys: readonly string[];
}

const readShapes = new Array<ReadShape | undefined>(SLOTS).fill(undefined);

/** Reads a header and returns the keys in it. */
export function readKeys(wire: WireReader): readonly string[] {
  const length = wire.readLength();
  const slot = (length * 37 + wire.fingerprint(length)) & (SLOTS - 1);
  const found = readShapes[slot];
  if (found?.header.length === length && wire.skipIfEqual(found.header)) return found.keys;
  const header = wire.readBytes(length);
  const keys = parseKeys(header, wire);
  if (length <= MAX_KEPT_BYTES) readShapes[slot] = { header, keys };
  return keys;
}

function parseKeys(header: Uint8Array, wire: WireReader): string[] {
  const reader = new WireReader(header);
  const keys: string[] = [];
  while (!reader.isAtEnd) {
    const key = readString(reader.readByte(), reader);
    if (key === undefined) throw wire.error("The header of an object holds something that is no key.");
    keys.push(key);
  }
  return keys;
}
