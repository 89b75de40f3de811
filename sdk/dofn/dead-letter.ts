import type { Timestamp } from "../values/timestamp.ts";

/** What is known of an error, as data that any runner carries. */
export interface DeadLetterError {
  /** The error's class: `"SyntaxError"`. Of what is thrown and is no error, its type. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** The error's own `code`, where it has one: `"ENOENT"`, `"PURLIN_TIMEOUT"`. */
  readonly code?: string;
}

/** An element for which a step has failed, instead of its result. */
export interface DeadLetter<out T> {
  readonly element: T;
  readonly error: DeadLetterError;
  /** The full name of the step: `"Orders/Parse"`. */
  readonly step: string;
  /** The element's event time; the dead letter has the same, and the element's window. */
  readonly timestamp: Timestamp;
  /** How often the function was called for the element: more than once only where `retry` is set. */
  readonly attempts: number;
}

/**
 * How many elements of a step may fail before the job does. Each worker counts what it has seen itself, over all of its
 * bundles, those that are repeated too: on the DirectRunner that is the whole job, on a runner with several workers each
 * worker's part of it. The job fails as soon as one of them has seen too much.
 */
export interface ErrorBudget {
  /** How many elements may fail at the most; any number when left out. */
  readonly maxErrors?: number;
  /** Which share of the elements may fail, from 0 to 1; any when left out. */
  readonly maxShare?: number;
  /** From how many elements on `maxShare` is looked at; 100 when left out. */
  readonly minElements?: number;
}

/** Has elements for which a step's function has failed passed on by its output `errors`, instead of failing the job. */
export interface DeadLetterOptions {
  readonly errorBudget?: ErrorBudget;
}

/** The tag of the output that dead letters go to. */
export const DEAD_LETTERS = "errors";

/**
 * Checks a budget.
 *
 * @param method - what it was given to, for messages
 * @throws RangeError when a number is out of range
 */
export function checkErrorBudget({ maxErrors, maxShare, minElements }: ErrorBudget, method: string): void {
  checkWhole(maxErrors, 0, `${method}(...): errorBudget.maxErrors`);
  checkWhole(minElements, 1, `${method}(...): errorBudget.minElements`);
  if (maxShare === undefined || (typeof maxShare === "number" && maxShare >= 0 && maxShare <= 1)) return;
  throw new RangeError(`${method}(...): errorBudget.maxShare is a number from 0 to 1; got ${String(maxShare)}.`);
}

function checkWhole(count: number | undefined, least: number, what: string): void {
  if (count === undefined || (Number.isSafeInteger(count) && count >= least)) return;
  throw new RangeError(`${what} is a whole number of at least ${String(least)}; got ${String(count)}.`);
}
