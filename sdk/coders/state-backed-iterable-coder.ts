import type { Coder } from "./coder.ts";
import { encodedStructure } from "./encode-bytes.ts";
import { encodeIterable, readElements } from "./iterable-wire.ts";

/**
 * Finds the elements that a runner keeps under a token. It is called when the value that refers to them is decoded; what
 * it returns is called anew for every iteration, and by then must have them at hand.
 */
export type TokenResolver<T> = (token: Uint8Array, element: Coder<T>) => () => Iterable<T>;

/** Elements of which the first are here and the rest in the runner's state. It can be iterated any number of times. */
export class StateBackedIterable<T> implements Iterable<T> {
  /** The elements that came with the value. */
  readonly prefix: readonly T[];
  /** What the runner knows the rest by. */
  readonly token: Uint8Array;
  readonly #rest: () => Iterable<T>;

  constructor(prefix: readonly T[], token: Uint8Array, rest: () => Iterable<T>) {
    this.prefix = prefix;
    this.token = token;
    this.#rest = rest;
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    yield* this.prefix;
    yield* this.#rest();
  }
}

/**
 * An iterable whose tail a runner may keep back, to be read through the state API
 * (`beam:coder:state_backed_iterable:v1`). It writes what `iterableCoder` writes, all elements in their place.
 */
export function stateBackedIterableCoder<T>(element: Coder<T>, resolve: TokenResolver<T>): Coder<Iterable<T>> {
  const coder: Coder<Iterable<T>> = {
    kind: "state_backed_iterable",
    components: [element],
    isDeterministic: false,
    encode(values, writer) {
      encodeIterable(values, element, writer);
    },
    decode(reader) {
      const { elements, token } = readElements(element, reader);
      return token === undefined ? elements : new StateBackedIterable(elements, token, resolve(token, element));
    },
    structuralValue: (values) => encodedStructure(coder, values),
  };
  return Object.freeze(coder);
}
