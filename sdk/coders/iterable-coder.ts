import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { encodeIterable, readElements } from "./iterable-wire.ts";

/**
 * Many elements (`beam:coder:iterable:v1`): their number and the elements where the number is known (arrays, sets, typed
 * arrays), blocks of about 64 KiB of them otherwise.
 *
 * It reads arrays. As in Beam it counts as deterministic where its elements' coder is, though a generator and an array
 * of the same elements differ in their bytes.
 */
export function iterableCoder<T>(element: Coder<T>): Coder<Iterable<T>> {
  const coder: Coder<Iterable<T>> = {
    kind: "iterable",
    components: [element],
    isDeterministic: element.isDeterministic,
    encode(values, writer) {
      encodeIterable(values, element, writer);
    },
    decode(reader) {
      const { elements, token } = readElements(element, reader);
      if (token === undefined) return elements;
      throw reader.error("The rest of this iterable lies in the runner's state, which this coder can't read.", [
        "read it with stateBackedIterableCoder",
      ]);
    },
    structuralValue: (values) => encodedStructure(coder, values),
  };
  return Object.freeze(coder);
}
