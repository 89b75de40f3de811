import { decodeBytes, encodeBytes } from "../../coders/encode-bytes.ts";
import { CallSite } from "../../values/call-site.ts";
import { isThenable } from "../maybe-promise.ts";
import type { StepFailures } from "../step-failures.ts";
import { describeElement } from "../describe-element.ts";
import { MutatedElementError } from "./strict-errors.ts";
import type { Before, Watch } from "./watch.ts";

/** What V8 says of a change of something frozen. */
const frozenError =
  /^(Cannot (assign to read only property|add property|delete property|define property|redefine property)\b|.* is not extensible$)/;

/** Looks at what the function of one step was given, before and after it is called. */
export class StepGuard {
  readonly #watch: Watch;
  readonly #failures: StepFailures;

  constructor(watch: Watch, failures: StepFailures) {
    this.#watch = watch;
    this.#failures = failures;
  }

  /** Returns what to compare an argument with after the call; undefined where it can't be changed. */
  before(argument: unknown): Before | undefined {
    return this.#watch.before(argument);
  }

  /**
   * Returns what a call has returned, after a look at its argument; a promise's is looked at when that settles.
   *
   * @throws MutatedElementError
   */
  after(returned: unknown, argument: unknown, before: Before | undefined): unknown {
    if (isThenable(returned))
      return this.settled(returned, argument).then((result) => {
        if (before !== undefined) this.compare(before);
        return result;
      });
    if (before !== undefined) this.compare(before);
    return returned;
  }

  /** Returns the elements that a call has returned; those that are made one by one are made under the same guard. */
  elements(returned: unknown, argument: unknown, before: Before | undefined): unknown {
    if (isThenable(returned)) {
      return this.settled(returned, argument).then((settled) => this.elements(settled, argument, before));
    }
    if (before !== undefined) this.compare(before);
    if (!isIterator(returned)) return returned;
    if (Symbol.asyncIterator in returned) return this.#asyncElements(returned, argument, before);
    return Symbol.iterator in returned ? this.#elements(returned, argument, before) : returned;
  }

  /** Waits for what a call has returned, and explains what it rejects with. */
  async settled(returned: PromiseLike<unknown>, ...argument: readonly unknown[]): Promise<unknown> {
    try {
      return await returned;
    } catch (cause) {
      throw this.explained(cause, ...argument);
    }
  }

  /** Returns the error for what a call has thrown: where it has changed what is frozen, one that says so. */
  explained(cause: unknown, ...argument: readonly unknown[]): unknown {
    if (!(cause instanceof TypeError) || !frozenError.test(cause.message)) return cause;
    const thrownAt = new CallSite(cause);
    return this.#failures.ofStep(
      (place) =>
        new MutatedElementError(
          place,
          "changed what it was given, or what it had emitted before, which strict mode has frozen",
          {
            facts: {
              ...(argument.length === 0 ? {} : { "processed element": describeElement(argument[0]) }),
              thrown: cause.message,
              ...(thrownAt.isKnown ? { "thrown at": thrownAt.toString() } : {}),
            },
            cause,
          },
        ),
    );
  }

  /** @throws MutatedElementError when something has changed */
  compare({ value, coder, encoded }: Before, what = "changed its input"): void {
    const now = encodeBytes(coder, value);
    if (Buffer.compare(now, encoded) === 0) return;
    // An encoding that is another one each time tells nothing.
    if (Buffer.compare(now, encodeBytes(coder, value)) !== 0) return;
    const before = decodeBytes(coder, encoded);
    throw this.#failures.ofStep(
      (place) =>
        new MutatedElementError(place, what, {
          facts: { "element before": describeElement(before), "element after": describeElement(value) },
        }),
    );
  }

  *#elements(
    returned: Iterable<unknown>,
    argument: unknown,
    before: Before | undefined,
  ): Generator<unknown, void, undefined> {
    try {
      yield* returned;
    } catch (cause) {
      throw this.explained(cause, argument);
    }
    if (before !== undefined) this.compare(before);
  }

  async *#asyncElements(
    returned: AsyncIterable<unknown>,
    argument: unknown,
    before: Before | undefined,
  ): AsyncGenerator<unknown, void, undefined> {
    try {
      yield* returned;
    } catch (cause) {
      throw this.explained(cause, argument);
    }
    if (before !== undefined) this.compare(before);
  }
}

/** Says whether elements are made one by one: an array or a set has all of them. */
function isIterator(
  returned: unknown,
): returned is (Iterable<unknown> | AsyncIterable<unknown>) & { readonly next: unknown } {
  return typeof returned === "object" && typeof (returned as { readonly next?: unknown } | null)?.next === "function";
}
