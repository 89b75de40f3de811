import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { PendingInput, TakenInput } from "../engine/pending-input.ts";
import type { Piece, Pieces } from "./cut.ts";
import { PieceSource } from "./piece-source.ts";

/** Cuts what was taken of an input into bundles. */
export type Cutter = (taken: TakenInput) => Pieces;

/**
 * What waits for a stage, given out in smaller bundles than there could be. All that may be taken is taken from the input
 * that it stands before, and given out a piece at a time; what comes meanwhile waits until the last one is out.
 */
export class CutInput implements PendingInput {
  readonly #input: PendingInput;
  readonly #cut: Cutter;
  #pieces: Pieces | undefined;
  /** When those that are not given out may emit at the earliest. */
  #piecesHold: Timestamp = 0;

  constructor(input: PendingInput, cut: Cutter) {
    this.#input = input;
    this.#cut = cut;
  }

  get size(): number {
    return this.#input.size + (this.#pieces?.size ?? 0);
  }

  get hold(): Timestamp {
    return this.#pieces === undefined ? this.#input.hold : Math.min(this.#input.hold, this.#piecesHold);
  }

  add(value: unknown, metadata: ElementMetadata): void {
    this.#input.add(value, metadata);
  }

  absorb(other: CutInput): void {
    // What a bundle has made was never taken from: it has no pieces.
    this.#input.absorb(other.#input);
  }

  take(watermark: Timestamp): TakenInput {
    if (this.#pieces === undefined) {
      const taken = this.#input.take(watermark);
      if (taken.size === 0) return taken;
      this.#pieces = this.#cut(taken);
      this.#piecesHold = taken.hold;
    }
    const hold = this.#piecesHold;
    const piece: Piece = this.#pieces.next();
    if (this.#pieces.size === 0) this.#pieces = undefined;
    return { input: new PieceSource(piece), size: piece.length, hold };
  }
}
