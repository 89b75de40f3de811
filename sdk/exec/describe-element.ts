import { inspect } from "node:util";

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
