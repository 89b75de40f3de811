import type { CallSite } from "../values/call-site.ts";
import { PurlinError } from "../values/purlin-error.ts";

/** The stack of an expectation, from within it: where a test library looks for the line that has failed. */
export interface Trace {
  readonly stack?: string;
}

/** What an {@link ExpectationError} is made of. */
export interface ExpectationFailure {
  readonly summary: string;
  readonly facts: Readonly<Record<string, string>>;
  /** What is there and what was to be, for test libraries that show the difference. */
  readonly values?: { readonly actual: unknown; readonly expected: unknown };
  readonly cause?: unknown;
  readonly trace: Trace;
}

/** Thrown by a run whose elements are not what a test expects. */
export class ExpectationError extends PurlinError {
  /** What is there, as far as possible in the order of what was expected. */
  declare readonly actual: unknown;
  /** What was expected. */
  declare readonly expected: unknown;

  constructor({ summary, facts, values, cause, trace }: ExpectationFailure) {
    super("ExpectationError", "PURLIN_EXPECTATION", { summary, facts, cause });
    show(this, values ?? {});
    retrace(this, trace);
  }
}

/** Thrown by a run in which several expectations of a test are not met. */
export class ExpectationsError extends PurlinError {
  /** What each of them says. */
  declare readonly errors: readonly ExpectationError[];
  /** What is there, by the number of the expectation. */
  declare readonly actual: unknown;
  /** What was expected, by the number of the expectation. */
  declare readonly expected: unknown;

  constructor(errors: readonly ExpectationError[], trace: Trace) {
    super("ExpectationsError", "PURLIN_EXPECTATION", {
      summary: `${String(errors.length)} expectations are not met.`,
      facts: Object.fromEntries(errors.map(({ message }, i) => [`(${String(i + 1)})`, message])),
    });
    const compared = errors.flatMap((error, i) =>
      "expected" in error ? [[`(${String(i + 1)})`, error] as const] : [],
    );
    const values = {
      actual: Object.fromEntries(compared.map(([number, { actual }]) => [number, actual])),
      expected: Object.fromEntries(compared.map(([number, { expected }]) => [number, expected])),
    };
    show(this, compared.length === 0 ? {} : values);
    hide(this, "errors", errors);
    retrace(this, trace);
  }
}

/** Thrown when a test states what it expects of a pipeline that it doesn't run. */
export class NeverRunError extends PurlinError {
  constructor(callSites: readonly CallSite[], trace: Trace) {
    super("NeverRunError", "PURLIN_NEVER_RUN", {
      summary: "A pipeline with expectations was never run, so that nothing has checked them.",
      facts: { "expected at": [...new Set(callSites.map(String))].join("\n") },
      remedies: ["end the test with  await p.run()"],
    });
    retrace(this, trace);
  }
}

/** Node prints enumerable fields below the stack, where these would only repeat the message. Test libraries write to them. */
function show(error: Error, values: { readonly actual?: unknown; readonly expected?: unknown }): void {
  for (const [name, value] of Object.entries(values)) hide(error, name, value);
}

/** The stack of the run that has failed tells nothing; the expectation's own names the line in the test. */
function retrace(error: PurlinError, { stack }: Trace): void {
  // The head, the method of the expectation, and what that has called.
  const ownLines = 3;
  const frames = typeof stack === "string" ? stack.split("\n").slice(ownLines) : [];
  hide(error, "stack", [`${error.name} [${error.code}]: ${error.message}`, ...frames].join("\n"));
}

function hide(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, writable: true, configurable: true });
}
