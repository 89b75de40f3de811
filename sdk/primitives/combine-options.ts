import type { SideTypes } from "../dofn/side-inputs.ts";
import { stepSettingNames, stepSettingsOf, type StepSettings } from "../graph/step-settings.ts";
import { checkOptionNames } from "../options/option-names.ts";
import { captureCallSite } from "../values/call-site.ts";
import { PurlinError } from "../values/purlin-error.ts";
import type { NeededSideInputs } from "./side-input.ts";

/** How any combination is done. */
export interface CombineOptions extends StepSettings {
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

/**
 * How a CombineFn with side inputs combines. All values travel to where they are combined: on the way there is no window
 * to read the side inputs of.
 */
export interface CombineWithSideOptions<Needs extends SideTypes> extends StepSettings {
  /** The side inputs that the CombineFn declares, by name. */
  readonly side: NeededSideInputs<Needs>;
}

/** How {@link PCollection.combineGlobally} combines by a CombineFn with side inputs. */
export interface CombineGloballyWithSideOptions<Needs extends SideTypes>
  extends CombineWithSideOptions<Needs>, Pick<CombineGloballyOptions, "emptyDefault"> {}

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

/** The options of any combination, apart. */
export interface CombineOptionParts extends Omit<CombinePerKeyOptions<unknown>, keyof StepSettings> {
  readonly emptyDefault?: boolean;
  readonly fanout?: number;
  readonly side?: unknown;
  readonly settings: StepSettings | undefined;
}

/**
 * Reads the options of a combination, as a program without types may hand them in.
 *
 * @param known - the names of those that it may have beside its settings
 * @throws TypeError when they are no options
 * @throws UnknownOptionError when there is one of another name
 */
export function combineOptionsOf(
  given: unknown,
  known: readonly (keyof CombineOptionParts)[],
  method: string,
): CombineOptionParts {
  if (given !== undefined && (typeof given !== "object" || given === null)) {
    throw new TypeError(
      `${method}(...) takes an object of options last; got ${given === null ? "null" : typeof given}.`,
    );
  }
  const options: Partial<CombineOptionParts> & StepSettings = given ?? {};
  checkOptionNames(options, [...known, ...stepSettingNames], `${method}(...)`);
  return { ...options, settings: stepSettingsOf(options) };
}

/**
 * Returns a fan-out as it is.
 *
 * @throws RangeError when it is not a whole number of at least 1
 */
export function fanoutOf(fanout: unknown, what: string): number {
  if (isFanout(fanout)) return fanout;
  throw new RangeError(`${what} is a whole number of at least 1; got ${String(fanout)}.`);
}

/** Says whether values can be combined in so many parts. */
export function isFanout(fanout: unknown): fanout is number {
  return typeof fanout === "number" && Number.isInteger(fanout) && fanout >= 1;
}
