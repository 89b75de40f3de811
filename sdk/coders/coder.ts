import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

/**
 * Turns elements into bytes and back.
 *
 * A coder writes in one of two contexts, as in the Beam model: `isNested` true means that other bytes may follow, so
 * the encoding must tell its own end; false means that it ends where the bytes end.
 *
 * @example
 * ```ts
 * const words = lines.map((line) => line.trim()).withCoder(stringUtf8Coder);
 * ```
 */
export interface Coder<T> {
  /** What kind of coder it is (`"kv"`, `"varint"`, ...); `sdk/translate` maps kinds to URNs. */
  readonly kind: string;
  /** The coders that it is made of: key and value, or the elements' coder. */
  readonly components: readonly Coder<unknown>[];
  /** Says whether equal values always have equal encodings, which grouping by key needs. */
  readonly isDeterministic: boolean;
  /** Appends the encoding of `value`. */
  encode(value: T, writer: WireWriter, isNested: boolean): void;
  /** Reads one value; where `isNested` is false, to the end of the bytes. */
  decode(reader: WireReader, isNested: boolean): T;
  /**
   * Returns a primitive that is the same (as a Map compares keys) for two values exactly when their encodings are
   * equal. Grouping in memory uses it.
   */
  structuralValue(value: T): unknown;
}
