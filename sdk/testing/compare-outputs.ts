import { canonicalValueCoder } from "../coders/value-coder.ts";
import type { Coder } from "../coders/coder.ts";
import { CoderError } from "../coders/coder-error.ts";
import { decodeBytes, encodeBytes } from "../coders/encode-bytes.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import { elementText, windowText } from "./element-text.ts";

/** An element with what surrounds it. */
export interface ObservedElement {
  readonly value: unknown;
  readonly timestamp: Timestamp;
  readonly window: Window;
}

/** An element that is there more often in one of two collections. */
export interface ElementDifference {
  /** The element for reading, with its time and window where they are not the usual ones. */
  readonly element: string;
  readonly count: number;
}

/** What one run lacks of another's output, and what it also has. */
export interface OutputDifference {
  /** The step that the elements come from, with the output's tag where that is not the main one. */
  readonly output: string;
  readonly lacks: readonly ElementDifference[];
  readonly alsoHas: readonly ElementDifference[];
}

/** Equal elements of one output. */
export interface CountedElement {
  /** What tells the element apart. */
  readonly key: string;
  readonly count: number;
  /** The element for reading, where the key doesn't tell it. */
  readonly text?: string;
}

/** The elements of one output, in no order: equal ones are counted. */
export class OutputElements {
  readonly #coder: Coder<unknown>;
  readonly #counts = new Map<string, CountedElement>();
  #size = 0;

  /** @param coder - encodes what the canonical value coder can't carry */
  constructor(coder: Coder<unknown> = canonicalValueCoder) {
    this.#coder = coder;
  }

  /** How many elements there are. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds an element as it is now; it may change afterwards.
   *
   * @throws CoderError when neither coder can carry it
   */
  add({ value, timestamp, window }: ObservedElement): void {
    const [isCanonical, bytes] = this.#encode(value);
    const identity = encodeBytes(canonicalValueCoder, [isCanonical, bytes, timestamp, windowText(window)]);
    const key = Buffer.from(identity).toString("latin1");
    const known = this.#counts.get(key);
    const text = known === undefined && !isCanonical ? { text: elementText(value, timestamp, windowText(window)) } : {};
    this.addCounted(known === undefined ? { key, count: 1, ...text } : { ...known, count: 1 });
  }

  /** Adds equal elements, counted by another. */
  addCounted(element: CountedElement): void {
    const { key, count } = element;
    this.#counts.set(key, { ...element, count: count + (this.#counts.get(key)?.count ?? 0) });
    this.#size += count;
  }

  /** Returns all elements, each once. */
  counted(): IterableIterator<CountedElement> {
    return this.#counts.values();
  }

  /** Returns the elements of which this has more than `other`, and how many more. */
  beyond(other: OutputElements): ElementDifference[] {
    return [...this.#counts.values()].flatMap(({ key, count, text }) => {
      const more = count - (other.#counts.get(key)?.count ?? 0);
      return more > 0 ? [{ element: text ?? textOfKey(key), count: more }] : [];
    });
  }

  #encode(value: unknown): [isCanonical: boolean, bytes: Uint8Array] {
    try {
      return [true, encodeBytes(canonicalValueCoder, value)];
    } catch (error) {
      if (!(error instanceof CoderError)) throw error;
      return [false, encodeBytes(this.#coder, value)];
    }
  }
}

function textOfKey(key: string): string {
  // Keys are made by `add` alone.
  const [, bytes, timestamp, window] = decodeBytes(canonicalValueCoder, Buffer.from(key, "latin1")) as [
    boolean,
    Uint8Array,
    Timestamp,
    string,
  ];
  return elementText(decodeBytes(canonicalValueCoder, bytes), timestamp, window);
}

/** Returns the differences of a run from another, output by output; none where they are equal. */
export function compareOutputs(
  reference: ReadonlyMap<string, OutputElements>,
  other: ReadonlyMap<string, OutputElements>,
): OutputDifference[] {
  const none = new OutputElements();
  return [...new Set([...reference.keys(), ...other.keys()])].flatMap((output) => {
    const [wanted, got] = [reference.get(output) ?? none, other.get(output) ?? none];
    const [lacks, alsoHas] = [wanted.beyond(got), got.beyond(wanted)];
    return lacks.length + alsoHas.length === 0 ? [] : [{ output, lacks, alsoHas }];
  });
}
