import type { OutputTypes } from "../dofn/contexts.ts";
import {
  checkErrorBudget,
  DEAD_LETTERS,
  type DeadLetter,
  type DeadLetterOptions,
  type ErrorBudget,
} from "../dofn/dead-letter.ts";
import type { ElementFunction } from "../dofn/element-fn.ts";
import type { SideTypes } from "../dofn/side-inputs.ts";
import { MAIN_OUTPUT } from "../graph/nodes.ts";
import { checkOptionNames } from "../options/option-names.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { stepOptionParts, type ElementWiseOptions, type ParDoOptions } from "./element-wise-options.ts";
import { addTaggedParDo, checkSides, doFnOf } from "./par-do.ts";
import type { NoSideInputs, SideInputs } from "./side-input.ts";
import { functionOf, namedArguments } from "./step.ts";

/** What may be said of a step that passes on dead letters. */
export interface SafeOptions<S extends SideInputs = NoSideInputs> extends ElementWiseOptions<S>, DeadLetterOptions {}

/** The arguments of a safe ParDo after its DoFn. */
export type SafeParDoArguments<Needs extends SideTypes> = [keyof Needs] extends [never]
  ? [options?: ParDoOptions<Needs> & DeadLetterOptions]
  : [options: ParDoOptions<Needs> & DeadLetterOptions];

/** What a step that passes on dead letters returns. */
export interface SafeOutputs<O, T> {
  /** What its function has returned or emitted. */
  readonly output: PCollection<O>;
  /** The elements for which its function has failed. */
  readonly errors: PCollection<DeadLetter<T>>;
}

/** What a safe ParDo returns: its output, dead letters, and the tagged outputs that its DoFn declares. */
export type SafeParDoOutputs<O, T, Tags extends OutputTypes> = SafeOutputs<O, T> & {
  readonly [Tag in keyof Tags]: PCollection<Tags[Tag]>;
};

const deadLetterNames: readonly (keyof DeadLetterOptions)[] = ["errorBudget"];
const budgetNames: readonly (keyof ErrorBudget)[] = ["maxErrors", "maxShare", "minElements"];

/** Adds a ParDo of a plain function that may fail for single elements. */
export function elementWiseSafe(input: PCollection<unknown>, kind: "map" | "flatMap", args: readonly unknown[]): never {
  const method = `${kind}Safe`;
  const { name, taken, options } = namedArguments(args, method);
  const fn = functionOf(taken, method) as ElementFunction;
  const outputs = addTaggedParDo(input, {
    name,
    fn: { kind, fn, deadLetters: deadLettersOf(options, method) },
    tags: [MAIN_OUTPUT, DEAD_LETTERS],
    options: stepOptionParts(options, method, deadLetterNames),
  });
  return Object.fromEntries(outputs) as never;
}

/** Adds a ParDo of a DoFn that may fail for single elements. */
export function parDoSafe(input: PCollection<unknown>, args: readonly unknown[]): never {
  const method = "parDoSafe";
  const { name, taken, options: given } = namedArguments(args, method);
  const fn = doFnOf(taken, method);
  const tags = Object.keys(fn.parts.outputs ?? {});
  if (tags.includes(DEAD_LETTERS)) {
    throw new TypeError(
      `The DoFn declares an output "${DEAD_LETTERS}", which parDoSafe has for its dead letters. Choose another tag, or parDo.`,
    );
  }
  const options = stepOptionParts(given, method, deadLetterNames);
  checkSides(fn, options);
  const outputs = addTaggedParDo(input, {
    name,
    fn: { ...fn, deadLetters: deadLettersOf(given, method) },
    tags: [MAIN_OUTPUT, ...tags, DEAD_LETTERS],
    options,
  });
  return Object.fromEntries(outputs) as never;
}

/** Those of a step's options that are about its dead letters. */
function deadLettersOf(options: unknown, method: string): DeadLetterOptions {
  // The options as such are checked with the others.
  const { errorBudget } = (options ?? {}) as DeadLetterOptions;
  if (errorBudget === undefined) return {};
  if (typeof errorBudget !== "object" || (errorBudget as unknown) === null) {
    throw new TypeError(
      `${method}(...): errorBudget is an object, such as { maxErrors: 100 }; got ${typeof errorBudget}.`,
    );
  }
  checkOptionNames(errorBudget, budgetNames, `${method}(...): errorBudget`);
  checkErrorBudget(errorBudget, method);
  return { errorBudget: Object.freeze({ ...errorBudget }) };
}
