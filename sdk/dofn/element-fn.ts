import type { AsyncOptions } from "./async-options.ts";
import type { ElementContext } from "./contexts.ts";
import type { DeadLetterOptions } from "./dead-letter.ts";
import type { DoFn } from "./do-fn.ts";
import type { SideTypes } from "./side-inputs.ts";

/** A plain function over one element, with its types erased. */
export type ElementFunction = (element: unknown, context: ElementContext<SideTypes>) => unknown;

/** A plain function over the value of a pair, with its types erased. */
export type ValueFunction = (value: unknown, context: ElementContext<SideTypes>, key: unknown) => unknown;

/** What holds of the calls of a ParDo's function, whatever its kind. */
export interface CallSettings {
  /** How many elements at a time, how long, how often; one at a time, without limit, once when left out. */
  readonly async?: AsyncOptions;
  /** Elements for which it fails go to the output of dead letters; the job fails for them when left out. */
  readonly deadLetters?: DeadLetterOptions;
}

/**
 * What a ParDo runs: a DoFn, or one plain function and how its result becomes elements. The kernel has a unit for each
 * kind, so that the plain ones pay for nothing that they don't use.
 */
export type ParDoFn = CallSettings &
  (
    | Pick<DoFn<never, unknown>, "kind" | "parts">
    | { readonly kind: "map"; readonly fn: ElementFunction }
    | { readonly kind: "flatMap"; readonly fn: ElementFunction }
    | { readonly kind: "filter"; readonly fn: ElementFunction }
    | { readonly kind: "keyBy"; readonly fn: ElementFunction }
    | { readonly kind: "mapValues"; readonly fn: ValueFunction }
    | { readonly kind: "withTimestamps"; readonly fn: ElementFunction }
  );
