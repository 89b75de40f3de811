import { inspect } from "node:util";
import { PurlinError } from "../values/purlin-error.ts";
import type { CallSite } from "../values/call-site.ts";

/**
 * Thrown when a function of a step fails; `cause` is what it threw. Its code is that of a `cause` of Purlin's own, such as
 * a missing file, and else `PURLIN_USER_FUNCTION`.
 */
export class UserFunctionError extends PurlinError {
  /** The full name of the step. */
  readonly step: string;

  constructor(parts: UserFailure) {
    const { step, callSite, cause } = parts;
    // What Purlin has thrown itself, such as for a missing file, has facts and remedies of its own.
    const { facts = {}, remedies = [] }: Partial<PurlinError> = cause instanceof PurlinError ? cause : {};
    const code = cause instanceof PurlinError ? cause.code : "PURLIN_USER_FUNCTION";
    super("UserFunctionError", code, {
      summary: `${parts.what ?? "The function"} of step "${step}" failed: ${describeCause(cause)}`,
      facts: {
        ...facts,
        ...("element" in parts && !isImpulse(parts.element) ? { element: describeElement(parts.element) } : {}),
        ...(callSite === undefined ? {} : { "step made at": callSite.toString() }),
        ...(cause instanceof PurlinError ? {} : thrownAt(cause)),
      },
      remedies,
      cause,
    });
    this.step = step;
    Object.defineProperty(this, "step", { enumerable: false });
    // Its own frames are the kernel's, and tell nothing: the one that does is where the step was made.
    const place = callSite?.toString() ?? "unknown place";
    this.stack = `${this.name} [${this.code}]: ${this.message}\n    at step "${step}" (${place})`;
  }
}

/** What is known of a failure. */
export interface UserFailure {
  readonly step: string;
  readonly callSite?: CallSite | undefined;
  readonly cause: unknown;
  /** Which function, when it is not the one over elements: `"setup"`. */
  readonly what?: string;
  /** The element that was being processed. */
  readonly element?: unknown;
}

/** The element of a root says nothing. */
function isImpulse(element: unknown): boolean {
  return element instanceof Uint8Array && element.length === 0;
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return inspect(cause, { depth: 1, breakLength: Infinity });
  const message = cause instanceof PurlinError ? cause.summary : cause.message;
  return message === "" ? cause.name : `${cause.name}: ${message}`;
}

function thrownAt(cause: unknown): Record<string, string> {
  if (!(cause instanceof Error)) return {};
  const frame = cause.stack?.split("\n").find((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line));
  if (frame === undefined) return {};
  return { "thrown at": frame.trim().replace(/^at /, "").replace(`file://${process.cwd()}/`, "") };
}

const secretName = /pass(word|wd|phrase)?|secret|token|authorization|api[-_]?key|credential|private[-_]?key/i;
const maxLength = 300;

/** Describes an element for a message: on one line, cut, and without what looks like a secret. */
export function describeElement(element: unknown): string {
  const text = inspect(redact(element, 0), {
    depth: 4,
    breakLength: Infinity,
    compact: true,
    maxArrayLength: 10,
    maxStringLength: 200,
  }).replaceAll("\n", " ");
  return text.length > maxLength ? `${text.slice(0, maxLength)}... (${String(text.length)} characters)` : text;
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth > 4) return value;
  if (Array.isArray(value)) return value.slice(0, 11).map((item) => redact(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value).slice(0, 50);
  return Object.fromEntries(
    entries.map(([name, member]) => [name, secretName.test(name) ? "[redacted]" : redact(member, depth + 1)]),
  );
}
