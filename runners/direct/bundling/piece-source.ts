import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { Registers } from "../../../sdk/exec/registers.ts";
import type { Piece } from "./cut.ts";

/** Reads the elements of one bundle. */
export class PieceSource implements ElementSource {
  value: unknown;
  readonly #piece: Piece;
  #next = 0;

  constructor(piece: Piece) {
    this.#piece = piece;
  }

  advance(registers: Registers): boolean {
    const element = this.#piece[this.#next++];
    if (element === undefined) return false;
    registers.install(element.metadata);
    this.value = element.value;
    return true;
  }

  more(): false {
    return false;
  }
}
