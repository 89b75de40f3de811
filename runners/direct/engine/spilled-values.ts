import type { Coder } from "../../../sdk/coders/coder.ts";
import type { SpillFile } from "./spill-space.ts";
import { SpillReader } from "./spill-reader.ts";

/** Where the values of a record lie. */
export interface ValueBlocks {
  readonly file: SpillFile;
  /** Where the first block begins. */
  readonly position: number;
}

/** The values of a group that is larger than what is kept in memory: read from disk, as often as they are iterated. */
export class SpilledValues implements Iterable<unknown> {
  readonly #head: readonly unknown[];
  readonly #rest: readonly ValueBlocks[];
  readonly #coder: Coder<unknown>;

  /**
   * @param head - the first values
   * @param rest - where those after them lie
   */
  constructor(head: readonly unknown[], rest: readonly ValueBlocks[], coder: Coder<unknown>) {
    this.#head = head;
    this.#rest = rest;
    this.#coder = coder;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return new SpilledValuesIterator(this.#head, this.#rest, this.#coder);
  }
}

class SpilledValuesIterator implements Iterator<unknown> {
  readonly #waiting: ValueBlocks[];
  readonly #coder: Coder<unknown>;
  #reader: SpillReader | undefined;
  #block: readonly unknown[];
  #index = 0;

  constructor(head: readonly unknown[], rest: readonly ValueBlocks[], coder: Coder<unknown>) {
    this.#block = head;
    this.#waiting = rest.toReversed();
    this.#coder = coder;
  }

  next(): IteratorResult<unknown, undefined> {
    while (this.#index === this.#block.length) {
      if (!this.#readBlock()) return { done: true, value: undefined };
    }
    return { done: false, value: this.#block[this.#index++] };
  }

  /** Reads the next block; false when there is none. */
  #readBlock(): boolean {
    for (;;) {
      if (this.#reader === undefined) {
        const next = this.#waiting.pop();
        if (next === undefined) return false;
        this.#reader = new SpillReader(next.file, next.position);
      }
      const block: unknown[] = [];
      if (readBlock(this.#reader, this.#coder, block)) {
        this.#block = block;
        this.#index = 0;
        return true;
      }
      this.#reader = undefined;
    }
  }
}

/** Appends the values of the next block to `into`; returns how many bytes it has, 0 for the end of the blocks. */
export function readBlock(reader: SpillReader, coder: Coder<unknown>, into: unknown[]): number {
  const length = reader.readLength();
  if (length === 0) return 0;
  reader.need(length);
  const { wire } = reader;
  const outer = wire.pushLimit(length);
  const count = wire.readLength();
  for (let i = 0; i < count; i++) into.push(coder.decode(wire, true));
  wire.popLimit(outer);
  return length;
}

/** Passes over the blocks that are left. */
export function skipBlocks(reader: SpillReader): void {
  for (let length = reader.readLength(); length > 0; length = reader.readLength()) reader.skip(length);
}

/** Several groups' values as one's. */
export function concatenate(lists: readonly Iterable<unknown>[]): Iterable<unknown> {
  const [first] = lists;
  if (first !== undefined && lists.length === 1) return first;
  if (lists.every((list): list is unknown[] => Array.isArray(list))) return lists.flat();
  return {
    *[Symbol.iterator](): Iterator<unknown> {
      for (const list of lists) yield* list;
    },
  };
}
