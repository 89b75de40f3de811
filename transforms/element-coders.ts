// Coders of accumulators and results that hold elements as they came: made of the elements' own coder.

import { customCoder, decodeBytes, encodeBytes, iterableCoder, valueCoder, type Coder } from "../sdk/index.ts";

/** Returns the coder of arrays of elements. */
export function listCoder<T>(element: Coder<unknown>): Coder<T[]> {
  // The input of a CombineFn has the type that its elements have, and iterables are read as arrays.
  return iterableCoder(element) as Coder<T[]>;
}

/** Returns the coder of an element or undefined. */
export function optionalCoder<T>(element: Coder<unknown>): Coder<T | undefined> {
  if (!isCustom(element)) return valueCoder as Coder<T | undefined>;
  return mappedCoder<T | undefined, T[]>("optional", listCoder<T>(element), {
    to: (value) => (value === undefined ? [] : [value]),
    from: ([value]) => value,
  });
}

/** Returns the coder of what is written as another type. */
export function mappedCoder<T, W>(
  name: string,
  written: Coder<W>,
  { to, from }: { readonly to: (value: T) => W; readonly from: (value: W) => T },
): Coder<T> {
  return customCoder<T>({
    name,
    encode: (value) => encodeBytes(written, to(value)),
    decode: (bytes) => from(decodeBytes(written, bytes)),
  });
}

/** Says whether a coder may carry what the value coder can't. */
export function isCustom({ kind, components }: Coder<unknown>): boolean {
  return kind === "custom" || components.some(isCustom);
}
