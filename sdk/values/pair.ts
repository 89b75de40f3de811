import { PurlinError } from "./purlin-error.ts";

/** Says whether an element is a pair `[key, value]`. */
export function isPair(element: unknown): element is readonly [unknown, unknown] {
  return Array.isArray(element) && element.length === 2;
}

/**
 * Returns an element as the pair that it is.
 *
 * @throws NotAPairError when it is none, as it can be in a program without type checks
 */
export function pairOf(element: unknown): readonly [unknown, unknown] {
  if (isPair(element)) return element;
  throw new NotAPairError();
}

/** Thrown when a keyed step meets an element that is not a pair. */
export class NotAPairError extends PurlinError {
  constructor(facts: Readonly<Record<string, string>> = {}) {
    super("NotAPairError", "PURLIN_NOT_A_PAIR", {
      summary: "A keyed step takes pairs [key, value], and this element is none.",
      facts,
      remedies: ["make pairs before it:  .keyBy((element) => ...)  or  .map((element) => [key, value])"],
    });
  }
}
