import { PurlinError } from "../values/purlin-error.ts";
import type { CallSite } from "../values/call-site.ts";
import { describeElement } from "./describe-element.ts";
import { describeThrown, isError } from "./describe-thrown.ts";

/**
 * Thrown when a function of a step fails; `cause` is what it threw. Its code is that of a `cause` of Purlin's own, such as
 * a missing file, and else `PURLIN_USER_FUNCTION`.
 */
export class UserFunctionError extends PurlinError {
  /** The full name of the step. */
  readonly step: string;

  constructor(parts: UserFailure) {
    const { step, callSite, cause } = parts;
    const thrown = describeThrown(cause);
    // What Purlin has thrown itself, such as for a missing file, has facts and remedies of its own.
    const own = isError(cause) && cause instanceof PurlinError ? cause : undefined;
    super("UserFunctionError", own?.code ?? "PURLIN_USER_FUNCTION", {
      summary: `${parts.what ?? "The function"} of step "${step}" failed: ${thrown.text}`,
      facts: {
        ...own?.facts,
        ...factsOf(parts),
        ...(own === undefined && thrown.place !== undefined ? { "thrown at": thrown.place } : {}),
      },
      remedies: own?.remedies ?? (thrown.isError ? [] : [throwErrors]),
      cause,
    });
    this.step = step;
    Object.defineProperty(this, "step", { enumerable: false });
    // Its own frames are the kernel's, and tell nothing: the one that does is where the step was made.
    const place = callSite?.toString() ?? "unknown place";
    this.stack = `${this.name} [${this.code}]: ${this.message}\n    at step "${step}" (${place})`;
  }
}

const throwErrors = 'throw an Error, which tells where it was thrown:  throw new Error("...")';

/** What is known of a failure. */
export interface UserFailure {
  readonly step: string;
  readonly callSite?: CallSite | undefined;
  readonly cause: unknown;
  /** Which function, when it is not the one over elements: `"setup"`. */
  readonly what?: string;
  /** The element that was being processed. */
  readonly element?: unknown;
  /** What else is known. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
}

function factsOf(parts: UserFailure): Record<string, string> {
  return {
    ...("element" in parts && !isImpulse(parts.element) ? { element: describeElement(parts.element) } : {}),
    ...parts.facts,
    ...(parts.callSite === undefined ? {} : { "step made at": parts.callSite.toString() }),
  };
}

/** The element of a root says nothing. */
function isImpulse(element: unknown): boolean {
  return ArrayBuffer.isView(element) && element.byteLength === 0;
}
