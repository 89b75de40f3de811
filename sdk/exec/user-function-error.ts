import { inspect } from "node:util";
import { PurlinError } from "../values/purlin-error.ts";
import { CallSite } from "../values/call-site.ts";

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
        ...parts.facts,
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
  /** What else is known. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
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

/** The first frame of the user's program: above it are built-in functions at most, such as JSON.parse. */
function thrownAt(cause: unknown): Record<string, string> {
  if (!(cause instanceof Error)) return {};
  const place = new CallSite(cause);
  return place.isKnown ? { "thrown at": place.toString() } : {};
}

const secretName = /pass(word|wd|phrase)?|secret|token|authorization|api[-_]?key|credential|private[-_]?key/i;
const maxLength = 300;
/** How many members of an array, a map or an object are looked at. */
const maxMembers = 50;
/** How many objects of an element are looked at in all: a message shows fewer. */
const maxObjects = 500;

/** Describes an element for a message: on one line, cut, and without what looks like a secret. It never throws. */
export function describeElement(element: unknown): string {
  let text: string;
  try {
    text = inspect(redact(element, new Map()), {
      depth: 4,
      breakLength: Infinity,
      compact: true,
      maxArrayLength: 10,
      maxStringLength: 200,
      // No code of the user's program runs to tell of its failure.
      customInspect: false,
    }).replaceAll("\n", " ");
  } catch {
    return "an object that can't be shown";
  }
  return text.length > maxLength ? `${text.slice(0, maxLength)}... (${String(text.length)} characters)` : text;
}

const redacted = "[redacted]";

/** Copies a value without its secrets; `copies` has what was copied, so that a circle stays one. */
function redact(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (copies.size >= maxObjects) return "...";
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const item of value.slice(0, maxMembers)) copy.push(redact(item, copies));
    return copy;
  }
  if (value instanceof Map) return redactMap(value, copies);
  if (value instanceof URL) return withoutPassword(value);
  // Dates, typed arrays, errors and the like have no members of their own to hide.
  return Object.prototype.toString.call(value) === "[object Object]" ? redactObject(value, copies) : value;
}

function redactMap(value: ReadonlyMap<unknown, unknown>, copies: Map<object, unknown>): unknown {
  const copy = new Map<unknown, unknown>();
  copies.set(value, copy);
  for (const [key, member] of [...value].slice(0, maxMembers)) {
    copy.set(redact(key, copies), isSecret(key) ? redacted : redact(member, copies));
  }
  return copy;
}

function redactObject(value: object, copies: Map<object, unknown>): unknown {
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  copies.set(value, copy);
  for (const [name, described] of Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, maxMembers)) {
    // A getter is shown as one, not called.
    const member: PropertyDescriptor = { ...described, configurable: true };
    if ("value" in member) member.value = isSecret(name) ? redacted : redact(member.value, copies);
    Object.defineProperty(copy, name, member);
  }
  return copy;
}

function isSecret(name: unknown): boolean {
  return typeof name === "string" && secretName.test(name);
}

function withoutPassword(url: URL): string {
  const copy = new URL(url);
  if (copy.password !== "") copy.password = "redacted";
  return copy.href;
}
