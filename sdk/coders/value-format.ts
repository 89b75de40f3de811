// The value coder's format. A value is one byte, its tag, and what the tag says follows. It tells its own end, so it is
// the same in both contexts, and it refers to nothing outside itself. There is no version byte: a tag that is not in the
// table is an error, so new tags can be added.
//
//   00        undefined                           0C        array: count, elements and runs of holes
//   01        null                                0D        within an array: a run of holes: count
//   02 03     false, true                         0E        plain object: header, values
//   04        integer n > 111: n                  0F        object without a prototype: header, values
//   05        integer n < -16: -1 - n             10        instance of a registered class: name (a value), value
//   06        -0                                  11        Date: milliseconds (a value)
//   07        other number: double                12        Map: count, keys and values in turn
//   08        bigint >= 0: length, magnitude      13        Set: count, elements
//   09        bigint < 0: length, magnitude       14        RegExp: source, flags, lastIndex (values)
//   0A        string: length, UTF-8               15        URL: href (a value)
//   0B        string with a lone surrogate:       16        Error: class, fields, properties (values)
//             code units, UTF-16LE                17        Uint8Array: length, bytes
//   20 - 2F   array of 0 to 15: elements          18        ArrayBuffer: length, bytes
//   40 - 7F   ASCII string of 0 to 63: bytes      19        DataView: length, bytes
//   80 - FF   integer from -16 to 111             1A        other typed array: type (a value), length, bytes
//
// Counts, lengths and integers are varints; doubles and magnitudes have their most significant byte first, the elements of
// typed arrays their least. A header is the length of what follows in bytes, then the keys, as strings of this format: it
// comes before the values so that a reader that has met the same keys before recognizes it as a whole.
//
// The canonical form, for keys, is the same format with less freedom: the keys of an object, the entries of a Map and the
// elements of a Set are in the order of their encodings, and -0 is 0, also inside typed arrays.

import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

export const UNDEFINED = 0x00;
export const NULL = 0x01;
export const FALSE = 0x02;
export const TRUE = 0x03;
export const POSITIVE_INTEGER = 0x04;
export const NEGATIVE_INTEGER = 0x05;
export const NEGATIVE_ZERO = 0x06;
export const DOUBLE = 0x07;
export const POSITIVE_BIGINT = 0x08;
export const NEGATIVE_BIGINT = 0x09;
export const UTF8_STRING = 0x0a;
export const UTF16_STRING = 0x0b;
export const ARRAY = 0x0c;
export const HOLES = 0x0d;
export const OBJECT = 0x0e;
export const NULL_PROTOTYPE_OBJECT = 0x0f;
export const REGISTERED = 0x10;
export const SHORT_ARRAY = 0x20;
export const SHORT_ARRAY_MAX = 0x0f;
export const ASCII_STRING = 0x40;
export const ASCII_STRING_MAX = 0x3f;
export const SMALL_INTEGER = 0x80;
export const SMALL_INTEGER_MIN = -16;
export const SMALL_INTEGER_MAX = 111;

/** How deeply containers may be nested; the call stack holds far more. */
export const MAX_DEPTH = 1_000;

/** What the parts of the encoder that write one type of object see of the whole. */
export interface ValueOutput {
  readonly wire: WireWriter;
  readonly isCanonical: boolean;
  write(value: unknown): void;
}

/** What the parts of the decoder that read one type of object see of the whole. */
export interface ValueInput {
  readonly wire: WireReader;
  read(): unknown;
}

/** How the objects of one built-in class travel. */
export interface BuiltinType<T extends object> {
  readonly tag: number;
  /** The prototypes of the objects that it writes. */
  readonly prototypes: readonly object[];
  /** Appends what follows the tag. */
  write(value: T, output: ValueOutput): void;
  read(input: ValueInput): T;
  /** Lists the values inside, with how a path names them: needed only for types that hold other values. */
  children?(value: T): Iterable<readonly [segment: string, child: unknown]>;
}

/** Thrown where a value can't be carried; the coder replaces it by an error that names the path. */
export class UncarriedValue extends Error {}
