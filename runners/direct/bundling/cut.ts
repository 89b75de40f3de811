import type { Coder } from "../../../sdk/coders/coder.ts";
import { isPair } from "../../../sdk/values/pair.ts";
import { Registers, type ElementMetadata } from "../../../sdk/exec/registers.ts";
import type { TakenInput } from "../engine/pending-input.ts";

/** An element, or a group, with its metadata. */
export interface PieceElement {
  readonly value: unknown;
  readonly metadata: ElementMetadata;
}

/** The elements of one bundle. */
export type Piece = readonly PieceElement[];

/** The bundles that something was cut into. */
export interface Pieces {
  /** How many elements were not given out; of groups on disk about so many, but 0 only at the end. */
  readonly size: number;
  /** Gives out the next bundle. */
  next(): Piece;
}

/**
 * Cuts elements into runs, in their order.
 *
 * @param lengthOf - says how long the next run is: at least 1
 */
export function cutRuns(taken: TakenInput, lengthOf: () => number): Pieces {
  return new Runs(taken, lengthOf);
}

class Runs implements Pieces {
  readonly #taken: TakenInput;
  readonly #lengthOf: () => number;
  readonly #registers = new Registers();
  #given = 0;
  // Read ahead: only so it is known whether there is one.
  #ahead: PieceElement | undefined;

  constructor(taken: TakenInput, lengthOf: () => number) {
    this.#taken = taken;
    this.#lengthOf = lengthOf;
    this.#ahead = this.#read();
  }

  get size(): number {
    return this.#ahead === undefined ? 0 : Math.max(1, this.#taken.size - this.#given);
  }

  next(): Piece {
    const piece: PieceElement[] = [];
    const length = this.#lengthOf();
    while (this.#ahead !== undefined && piece.length < length) {
      piece.push(this.#ahead);
      this.#ahead = this.#read();
    }
    this.#given += piece.length;
    return piece;
  }

  #read(): PieceElement | undefined {
    const { input } = this.#taken;
    if (!input.advance(this.#registers)) return undefined;
    return { value: input.value, metadata: this.#registers.snapshot() };
  }
}

/**
 * Cuts pairs, or groups, by their keys: a bundle has one key's, or those of some keys where it is to have at least
 * `least` elements. All are held in memory meanwhile.
 */
export function cutByKey(taken: TakenInput, keyCoder: Coder<unknown>, least: number): Pieces {
  const byKey = new Map<unknown, PieceElement[]>();
  const all = cutRuns(taken, () => Infinity).next();
  for (const element of all) {
    const { value } = element;
    // What is no pair has its error when it is processed.
    const structural = isPair(value) ? keyCoder.structuralValue(value[0]) : undefined;
    const known = byKey.get(structural);
    if (known === undefined) byKey.set(structural, [element]);
    else known.push(element);
  }
  return new Collected(joinedTo(least, byKey.values()), all.length);
}

/** Joins runs until each, but for the last, has `least` elements. */
function joinedTo(least: number, runs: Iterable<readonly PieceElement[]>): Piece[] {
  const joined: PieceElement[][] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last === undefined || last.length >= least) joined.push([...run]);
    else for (const element of run) last.push(element);
  }
  return joined;
}

class Collected implements Pieces {
  size: number;
  readonly #pieces: Piece[];

  constructor(pieces: readonly Piece[], size: number) {
    this.#pieces = pieces.toReversed();
    this.size = size;
  }

  next(): Piece {
    const piece = this.#pieces.pop() ?? [];
    this.size -= piece.length;
    return piece;
  }
}
