import { NotAPairError } from "../values/pair.ts";
import type { CallSite } from "../values/call-site.ts";
import { UserFunctionError } from "./user-function-error.ts";

/** Remembers the first failure of a bundle, so that no user function can swallow it. */
export class BundleFailure {
  #first: Error | undefined;

  /** Keeps `error` when it is the first one, and returns the first one. */
  record(error: Error): Error {
    this.#first ??= error;
    return this.#first;
  }

  /** The failure that was recorded, if any. */
  get first(): Error | undefined {
    return this.#first;
  }

  /** Throws the failure that was recorded, if any. */
  check(): void {
    if (this.#first !== undefined) throw this.#first;
  }

  /** Forgets the failure, for the next bundle. */
  reset(): void {
    this.#first = undefined;
  }
}

/** Turns what the functions of one step throw into errors that name the step. */
export class StepFailures {
  /** The full name of the step. */
  readonly step: string;
  readonly #callSite: CallSite | undefined;
  readonly #bundle: BundleFailure;

  constructor(step: string, callSite: CallSite | undefined, bundle: BundleFailure) {
    this.step = step;
    this.#callSite = callSite;
    this.#bundle = bundle;
  }

  /**
   * Returns the error to throw for what a function threw while it processed `element`. After a failure it is that one,
   * whatever is thrown: what comes from a step below, through `emit`, is that step's and stays as it is.
   */
  ofElement(cause: unknown, element: unknown, facts?: Readonly<Record<string, string>>): Error {
    return (
      this.#bundle.first ??
      this.#bundle.record(new UserFunctionError({ step: this.step, callSite: this.#callSite, cause, element, facts }))
    );
  }

  /** Returns the error to throw for what is wrong with the step and no function has thrown, made of where it is. */
  ofStep(make: (place: { readonly step: string; readonly callSite: CallSite | undefined }) => Error): Error {
    return this.#bundle.first ?? this.#bundle.record(make({ step: this.step, callSite: this.#callSite }));
  }

  /** Throws the bundle's first failure, if any: of whichever step. */
  check(): void {
    this.#bundle.check();
  }

  /** Returns the error to throw for what a function of the life cycle threw. */
  of(what: string, cause: unknown): Error {
    return (
      this.#bundle.first ??
      this.#bundle.record(new UserFunctionError({ step: this.step, callSite: this.#callSite, cause, what }))
    );
  }

  /** Returns the error for an element that is no pair, where one is needed. */
  notAPair(element: unknown): Error {
    return this.ofElement(new NotAPairError(), element);
  }

  /** Runs a function of the life cycle, sync or async, and names it in what it throws. */
  guard(what: string, run: () => unknown): Promise<void> | undefined {
    const failed = (cause: unknown): never => {
      throw this.of(what, cause);
    };
    let returned: unknown;
    try {
      returned = run();
    } catch (cause) {
      return failed(cause);
    }
    return returned instanceof Promise ? returned.then(() => undefined, failed) : undefined;
  }
}
