import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";

/** What a coder without components is made of, when it is the same in both contexts. */
export interface FieldCoderParts<T> {
  readonly kind: string;
  readonly encode: Coder<T>["encode"];
  readonly decode: Coder<T>["decode"];
}

/** Returns a deterministic coder of values that only occur within rows. */
export function fieldCoderOf<T>({ kind, encode, decode }: FieldCoderParts<T>): Coder<T> {
  const coder: Coder<T> = {
    kind,
    components: [],
    isDeterministic: true,
    encode,
    decode,
    structuralValue: (value) => encodedStructure(coder, value),
  };
  return Object.freeze(coder);
}
