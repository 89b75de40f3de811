import { PurlinError } from "../values/purlin-error.ts";
import { captureCallSite } from "../values/call-site.ts";

/** How any combination is done. */
export interface CombineOptions {
  /**
   * False when all values are to travel to where they are combined, which is slower and gives the same result: to find
   * out whether a CombineFn merges wrongly, or where nearly every key has a single value. True when left out.
   */
  readonly lift?: boolean;
}

/** How {@link PCollection.combinePerKey} combines. */
export interface CombinePerKeyOptions<K> extends CombineOptions {
  /**
   * Into how many parts the values of a key are combined before these are: where a few keys have most of the values, no
   * worker gets all of them. A function says it for each key, and 1 leaves a key as it is.
   */
  readonly hotKeyFanout?: number | ((key: K) => number);
}

/** How {@link PCollection.combineGlobally} combines. */
export interface CombineGloballyOptions extends CombineOptions {
  /**
   * Whether there is a result for no elements, of an accumulator without input. True in the global window when left out;
   * in other windows only those that have elements have a result.
   */
  readonly emptyDefault?: boolean;
  /** Into how many parts the elements of a window are combined before these are: the last step is one worker's work. */
  readonly fanout?: number;
}

/** Thrown when a result is wanted for each window without elements: there is no end of these. */
export class EmptyDefaultError extends PurlinError {
  constructor(step: string, windows: string) {
    super("EmptyDefaultError", "PURLIN_EMPTY_DEFAULT", {
      summary: `"${step}" can give a result for no elements in the global window alone.`,
      facts: { windows, at: captureCallSite().toString() },
      remedies: [
        "leave emptyDefault out: windows without elements then have no result",
        "combine before the elements are put into windows",
      ],
    });
  }
}

/**
 * Reads the options of a combination, as a program without types may hand them in.
 *
 * @throws TypeError when they are no options, or hold another than those of `known`
 */
export function combineOptionsOf<Options extends CombineOptions>(
  given: unknown,
  known: readonly (keyof Options & string)[],
  method: string,
): Options {
  const options = given ?? {};
  if (typeof options !== "object") throw new TypeError(`${method}(...) takes options as an object.`);
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new TypeError(`${method}(...) has no option "${name}"; it has ${known.join(", ")}.`);
    }
  }
  return options as Options;
}

/**
 * Returns a fan-out as it is.
 *
 * @throws RangeError when it is not a whole number of at least 1
 */
export function fanoutOf(fanout: unknown, what: string): number {
  if (typeof fanout === "number" && Number.isInteger(fanout) && fanout >= 1) return fanout;
  throw new RangeError(`${what} is a whole number of at least 1; got ${String(fanout)}.`);
}
