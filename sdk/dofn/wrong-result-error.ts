import { PurlinError } from "../values/purlin-error.ts";

/** Thrown when a function of the user's returns what its step can't use, as it can in a program without type checks. */
export class WrongResultError extends PurlinError {
  /** @param summary - one sentence: what is wanted, and what it got */
  constructor(summary: string, remedies: readonly string[]) {
    super("WrongResultError", "PURLIN_WRONG_RESULT", { summary, remedies });
  }
}

const maxLength = 60;

/** Names, in a few words, what a function has returned. It never throws, whatever that is. */
export function describeResult(result: unknown): string {
  if (typeof result === "string") {
    return JSON.stringify(result.length > maxLength ? `${result.slice(0, maxLength)}...` : result);
  }
  if (typeof result === "function") return "a function";
  if (typeof result !== "object" || result === null) return String(result);
  try {
    if (Array.isArray(result)) return `an array of ${String(result.length)}`;
    if (result instanceof Promise) return "a promise";
    return result instanceof Date ? String(result) : "an object";
  } catch {
    return "an object";
  }
}
