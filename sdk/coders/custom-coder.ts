import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** What a coder of the user's own is made of. */
export interface CustomCoderParts<T> {
  /** What it is called in errors and graphs. */
  readonly name: string;
  /** Returns the whole encoding of a value. */
  encode(value: T): Uint8Array;
  /** Returns the value that has exactly these bytes. */
  decode(bytes: Uint8Array): T;
  /** Says whether equal values always have equal encodings; false where left out. */
  readonly isDeterministic?: boolean;
}

/** A coder made by {@link customCoder} or {@link jsonCoder}. */
export interface NamedCoder<T> extends Coder<T> {
  readonly name: string;
}

/**
 * Returns a coder of the user's own; nested, its bytes get their number before them.
 *
 * @example
 * ```ts
 * const points = customCoder<Point>({
 *   name: "point",
 *   encode: ({ x, y }) => new Uint8Array(Float64Array.of(x, y).buffer),
 *   decode: (bytes) => { const [x = 0, y = 0] = new Float64Array(bytes.slice().buffer); return { x, y }; },
 *   isDeterministic: true,
 * });
 * ```
 */
export function customCoder<T>(parts: CustomCoderParts<T>): NamedCoder<T> {
  return bytesBackedCoder("custom", parts);
}

/** Returns a coder of the given kind that knows a value only as a whole run of bytes. */
export function bytesBackedCoder<T>(kind: string, parts: CustomCoderParts<T>): NamedCoder<T> {
  const coder: NamedCoder<T> = {
    kind,
    name: parts.name,
    components: [],
    isDeterministic: parts.isDeterministic ?? false,
    encode(value, writer, isNested) {
      const bytes = parts.encode(value);
      if (isNested) writer.writeBytesWithLength(bytes);
      else writer.writeBytes(bytes);
    },
    decode(reader, isNested) {
      return parts.decode(reader.readBytes(isNested ? reader.readLength() : reader.remaining));
    },
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
