import { asyncOptionsOf, type AsyncOptions, type RetryOptions } from "../dofn/async-options.ts";
import type { SideTypes } from "../dofn/side-inputs.ts";
import { stepSettingNames, stepSettingsOf, type StepSettings } from "../graph/step-settings.ts";
import { checkOptionNames } from "../options/option-names.ts";
import type { NeededSideInputs, NoSideInputs, SideInputs } from "./side-input.ts";

/**
 * What may be said of an element-wise step beside its function: what it reads beside its elements, how the function is
 * called, what runners show of the step.
 *
 * @example
 * ```ts
 * const kept = words.filter("Drop stop words", (word, { side }) => !side.stop.has(word), {
 *   side: { stop: stopWords.asSet() },
 * });
 * ```
 */
export interface ElementWiseOptions<S extends SideInputs = NoSideInputs> extends AsyncOptions, StepSettings {
  /** What the function reads as `side`, by name. */
  readonly side?: S;
}

/** What may, or where the DoFn declares side inputs must, be said of a ParDo beside its DoFn. */
export type ParDoOptions<Needs extends SideTypes> = AsyncOptions &
  StepSettings &
  ([keyof Needs] extends [never]
    ? { readonly side?: never }
    : {
        /** The side inputs that the DoFn declares, by name. */
        readonly side: NeededSideInputs<Needs>;
      });

/** The arguments of a ParDo after its DoFn: its options, which only a DoFn without side inputs can do without. */
export type ParDoArguments<Needs extends SideTypes> = [keyof Needs] extends [never]
  ? [options?: ParDoOptions<Needs>]
  : [options: ParDoOptions<Needs>];

/** The options of a step, apart. */
export interface StepOptionParts {
  readonly async: AsyncOptions | undefined;
  readonly settings: StepSettings | undefined;
  readonly side: unknown;
}

const asyncNames: readonly (keyof AsyncOptions)[] = ["concurrency", "ordered", "timeout", "retry"];
const retryNames: readonly (keyof RetryOptions)[] = ["attempts", "backoff", "maxBackoff", "when"];
const optionNames: readonly string[] = ["side", ...asyncNames, ...stepSettingNames];

/**
 * Reads the options of a step.
 *
 * @param method - what they were given to, for messages
 * @param more - the names of those that the method has beside the options of every step
 * @throws TypeError or RangeError when one is not what it should be
 * @throws UnknownOptionError when there is one of another name
 */
export function stepOptionParts(options: unknown, method: string, more: readonly string[] = []): StepOptionParts {
  if (options === undefined) return { async: undefined, settings: undefined, side: undefined };
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `${method}(...) takes an object of options last; got ${options === null ? "null" : typeof options}.`,
    );
  }
  checkOptionNames(options, [...optionNames, ...more], `${method}(...)`);
  const given: ElementWiseOptions<SideInputs> = options;
  const async = asyncOptionsOf(given, method);
  if (async?.retry !== undefined) checkOptionNames(async.retry, retryNames, `${method}(...): retry`);
  return { async, settings: stepSettingsOf(given), side: given.side };
}
