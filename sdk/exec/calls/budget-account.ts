import type { ErrorBudget } from "../../dofn/dead-letter.ts";
import { PurlinError } from "../../values/purlin-error.ts";
import type { UnitParts } from "../unit.ts";

/** From how many elements on their share is looked at, when nothing else is said: of the first few, one is many. */
const defaultMinElements = 100;

/** The accounts of this process, by job and step. */
const accounts = new WeakMap<object, Map<string, BudgetAccount>>();

/** How much of a step's error budget is used up, over all bundles of a job in this process. */
export class BudgetAccount {
  /** How many elements the step was given. */
  elements = 0;
  /** For how many of them it has failed. */
  errors = 0;
  readonly #budget: ErrorBudget;

  constructor(budget: ErrorBudget) {
    this.#budget = budget;
  }

  /** Returns the account of a step: plans of the same step share it. */
  static of({ plan, failures }: Pick<UnitParts, "plan" | "failures">, budget: ErrorBudget): BudgetAccount {
    const ofJob = accounts.get(plan.job) ?? new Map<string, BudgetAccount>();
    accounts.set(plan.job, ofJob);
    const account = ofJob.get(failures.step) ?? new BudgetAccount(budget);
    ofJob.set(failures.step, account);
    return account;
  }

  /** Returns the error to fail with when more elements have failed than may; `cause` is of the last one. */
  exceeded(cause?: unknown): ErrorBudgetError | undefined {
    const { maxErrors = Infinity, maxShare = 1, minElements = defaultMinElements } = this.#budget;
    const isShareKnown = this.elements >= minElements;
    if (this.errors <= maxErrors && !(isShareKnown && this.errors > maxShare * this.elements)) return undefined;
    return new ErrorBudgetError(this, this.#budget, cause);
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
