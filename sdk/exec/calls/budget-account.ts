import type { ErrorBudget } from "../../dofn/dead-letter.ts";
import { PurlinError } from "../../values/purlin-error.ts";
import type { StepTally, UnitParts } from "../unit.ts";

/** From how many elements on their share is looked at, when nothing else is said: of the first few, one is many. */
const defaultMinElements = 100;

/** The accounts of this process, by job and step. */
const accounts = new WeakMap<object, Map<string, BudgetAccount>>();

/** How much of a step's error budget is used up, over all bundles of a job in this process. */
export class BudgetAccount {
  readonly #budget: ErrorBudget;
  readonly #tally: StepTally;

  constructor(budget: ErrorBudget, tally: StepTally = new OwnTally()) {
    this.#budget = budget;
    this.#tally = tally;
  }

  /** Returns the account of a step: plans of the same step share it. */
  static of({ plan, failures: { step } }: Pick<UnitParts, "plan" | "failures">, budget: ErrorBudget): BudgetAccount {
    const ofJob = accounts.get(plan.job) ?? new Map<string, BudgetAccount>();
    accounts.set(plan.job, ofJob);
    const account = ofJob.get(step) ?? new BudgetAccount(budget, plan.tallyOf?.(step));
    ofJob.set(step, account);
    return account;
  }

  /** How many elements the step was given. */
  get elements(): number {
    return this.#tally.elements;
  }

  /** For how many of them it has failed. */
  get errors(): number {
    return this.#tally.errors;
  }

  /** Counts elements that the step was given, and those for which it has failed. */
  add(elements: number, errors: number): void {
    this.#tally.add(elements, errors);
  }

  /** Returns the error to fail with when more elements have failed than may; `cause` is of the last one. */
  exceeded(cause?: unknown): ErrorBudgetError | undefined {
    const { maxErrors = Infinity, maxShare = 1, minElements = defaultMinElements } = this.#budget;
    const isShareKnown = this.elements >= minElements;
    if (this.errors <= maxErrors && !(isShareKnown && this.errors > maxShare * this.elements)) return undefined;
    return new ErrorBudgetError(this, this.#budget, cause);
  }
}

class OwnTally implements StepTally {
  elements = 0;
  errors = 0;

  add(elements: number, errors: number): void {
    this.elements += elements;
    this.errors += errors;
  }
}

/** Thrown when more elements of a step have failed than its error budget allows. */
export class ErrorBudgetError extends PurlinError {
  constructor({ elements, errors }: BudgetAccount, { maxErrors, maxShare }: ErrorBudget, cause: unknown) {
    const limits = [
      ...(maxErrors === undefined ? [] : [`${String(maxErrors)} errors`]),
      ...(maxShare === undefined ? [] : [`${percent(maxShare)} of the elements`]),
    ];
    super("ErrorBudgetError", "PURLIN_ERROR_BUDGET", {
      summary: "More elements have failed than the step's error budget allows.",
      facts: {
        failed: `${String(errors)} of ${String(elements)} elements (${percent(errors / elements)})`,
        budget: `at most ${limits.join(", and at most ")}`,
        ...(cause instanceof Error && { "last error": `${cause.name}: ${cause.message}` }),
      },
      remedies: ["mend what the step fails for", "allow more:  errorBudget: { maxErrors, maxShare, minElements }"],
      cause,
    });
  }
}

function percent(share: number): string {
  return `${String(Math.round(share * 10_000) / 100)} %`;
}
