import { DEAD_LETTERS, type DeadLetter, type DeadLetterError, type DeadLetterOptions } from "../../dofn/dead-letter.ts";
import type { CallSettings } from "../../dofn/element-fn.ts";
import type { Counter } from "../../metrics/metrics.ts";
import { describeElement } from "../describe-element.ts";
import { isError, textOf } from "../describe-thrown.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { Receiver, UnitParts } from "../unit.ts";
import { outputOf } from "../units/do-fn-call.ts";
import { BudgetAccount, type ErrorBudgetError } from "./budget-account.ts";
import type { FailedCall } from "./call-attempts.ts";

/** What becomes of elements for which a step's function has failed: the job fails, or they are passed on as dead letters. */
export interface FailedElements {
  /** Takes an element whose metadata is in the registers. Throws when the job fails for it. */
  take(element: unknown, failed: FailedCall): MaybePromise;
  /** The bundle has ended. Throws when too many have failed. */
  finish(): void;
}

/** Returns what becomes of the elements for which a step fails. */
export function failedElements(parts: UnitParts, { deadLetters }: CallSettings): FailedElements {
  return deadLetters === undefined ? failTheJob(parts) : new DeadLetters(parts, deadLetters);
}

function failTheJob({ failures }: UnitParts): FailedElements {
  return {
    take(element, { cause, attempts }) {
      throw failures.ofElement(cause, element, attempts === 1 ? undefined : { attempts: String(attempts) });
    },
    finish: () => undefined,
  };
}

/** Passes elements on as dead letters, as long as the step's error budget allows. */
class DeadLetters implements FailedElements {
  readonly #parts: UnitParts;
  readonly #push: Receiver;
  readonly #counter: Counter;
  readonly #account: BudgetAccount;
  // How many of the unit's elements the account has already.
  #counted = 0;

  constructor(parts: UnitParts, { errorBudget = {} }: DeadLetterOptions) {
    this.#parts = parts;
    this.#push = outputOf(parts, DEAD_LETTERS);
    this.#counter = parts.metrics.counter("deadLetters");
    this.#account = BudgetAccount.of(parts, errorBudget);
  }

  take(element: unknown, { cause, attempts }: FailedCall): MaybePromise {
    const { failures, registers } = this.#parts;
    // What comes from a step below, through `emit`, is that step's.
    failures.check();
    const exceeded = this.#exceeded(1, cause);
    if (exceeded !== undefined) throw failures.ofElement(exceeded, element);
    this.#counter.inc();
    const letter: DeadLetter<unknown> = {
      element,
      error: describe(cause),
      step: failures.step,
      timestamp: registers.timestamp,
      attempts,
    };
    return this.#push(letter);
  }

  finish(): void {
    const exceeded = this.#exceeded(0);
    if (exceeded !== undefined) throw this.#parts.failures.of("The function", exceeded);
  }

  #exceeded(errors: number, cause?: unknown): ErrorBudgetError | undefined {
    const { elements } = this.#parts.received;
    this.#account.add(elements - this.#counted, errors);
    this.#counted = elements;
    return this.#account.exceeded(cause);
  }
}

function describe(cause: unknown): DeadLetterError {
  if (!isError(cause)) {
    return { name: typeof cause, message: typeof cause === "string" ? cause : describeElement(cause) };
  }
  const stack = textOf(() => cause.stack);
  const code = textOf(() => codeOf(cause));
  return {
    name: textOf(() => cause.name),
    message: textOf(() => cause.message),
    ...(stack !== "" && { stack }),
    ...(code !== "" && { code }),
  };
}

function codeOf(cause: Error): unknown {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === "number" ? String(code) : code;
}
