import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { ValueDecoder } from "./value-decoder.ts";
import { ValueEncoder } from "./value-encoder.ts";
import { UncarriedValue } from "./value-format.ts";
import { refusal } from "./value-refusal.ts";
import type { WireWriter } from "./wire-writer.ts";

/**
 * Carries every JavaScript value that can be carried, exactly: undefined, null, booleans, all numbers (also -0 and NaN),
 * bigints, strings (also with lone surrogates), Uint8Array, typed arrays, ArrayBuffer, DataView, Date, Map, Set, arrays
 * (with their holes), plain objects (also without a prototype, and with properties that are undefined), errors, RegExp,
 * URL and instances of classes that `registerClass` was called for. The format is in `value-format.ts`.
 *
 * Values are copied: two references to one object come back as two objects; a Buffer comes back as a Uint8Array, a
 * getter as its value, an array as its elements without properties of its own, an error of a class that is not registered
 * as the nearest of JavaScript's own classes under its own name.
 *
 * Not deterministic, since the order of an object's keys and -0 survive; keys are written by {@link canonicalValueCoder},
 * and both read what either has written.
 *
 * @throws CoderError, naming the path, for functions, symbols, cycles and instances of other classes
 */
export const valueCoder: Coder<unknown> = makeValueCoder("value", false);

/**
 * The value coder for keys: values that are equal but for the order of keys, Map entries or Set elements, or for the sign
 * of zero, have the same encoding, and all others have different ones.
 */
export const canonicalValueCoder: Coder<unknown> = makeValueCoder("canonical_value", true);

/** Returns the value coder as the coder of elements that are known to be Ts. */
export function valueCoderOf<T>(): Coder<T> {
  return valueCoder as Coder<T>; // it gives back what it was given, so a T comes back as a T
}

function makeValueCoder(kind: string, isCanonical: boolean): Coder<unknown> {
  const coder: Coder<unknown> = {
    kind,
    components: [],
    isDeterministic: isCanonical,
    encode(value, writer) {
      encode(value, writer, isCanonical);
    },
    decode: (reader) => new ValueDecoder(reader).read(),
    structuralValue(value) {
      // Encodings and the strings that look like them each get a prefix, so that no two values meet.
      if (typeof value === "string") return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
      const isPrimitive =
        value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
      if (isPrimitive && (isCanonical || !Object.is(value, -0))) return value;
      return `\0e${encodedStructure(coder, value)}`;
    },
  };
  return Object.freeze(coder);
}

function encode(value: unknown, writer: WireWriter, isCanonical: boolean): void {
  const start = writer.position;
  try {
    new ValueEncoder(writer, isCanonical).write(value);
  } catch (error) {
    writer.truncate(start);
    throw error instanceof UncarriedValue ? refusal(value) : error;
  }
}
