import { PurlinError } from "../values/purlin-error.ts";
import { CallSite } from "../values/call-site.ts";
import { describeElement } from "./describe-element.ts";

/** What can be told of what a function has thrown: it may be anything, and even an Error's members may throw. */
export interface ThrownFacts {
  /** One line or more for a message, cut. */
  readonly text: string;
  /** Where in the user's program it was thrown, if that is known. */
  readonly place: string | undefined;
  /** False for what was thrown without being an Error. */
  readonly isError: boolean;
}

/** How much of an error's message is told; whoever wants all of it has the cause. */
const maxLength = 4000;

/** Tells of what was thrown. It never throws. */
export function describeThrown(thrown: unknown): ThrownFacts {
  if (!isError(thrown)) {
    return { text: `it threw ${describeElement(thrown)}, which is no Error`, place: undefined, isError: false };
  }
  const message = textOf(() => (thrown instanceof PurlinError ? thrown.summary : thrown.message));
  const name = textOf(() => thrown.name) || "Error";
  return { text: message === "" ? name : `${name}: ${cut(message)}`, place: placeOf(thrown), isError: true };
}

/** Says whether something is an Error, also of what answers no questions. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** Reads a member as a text; empty where it is none, or can't be read. */
export function textOf(read: () => unknown): string {
  try {
    const text = read();
    return typeof text === "string" ? text : "";
  } catch {
    return "";
  }
}

/** The first frame of the user's program: above it are built-in functions at most, such as JSON.parse. */
function placeOf(error: Error): string | undefined {
  const place = new CallSite({ stack: textOf(() => error.stack) });
  return place.isKnown ? place.toString() : undefined;
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}... (${String(text.length)} characters)` : text;
}
