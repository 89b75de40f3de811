import { captureCallSite } from "../values/call-site.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { closest } from "./closest.ts";

/** Thrown when a method is given an option that it doesn't have: it would be ignored. Types say so too, where there are any. */
export class UnknownOptionError extends PurlinError {
  constructor(whose: string, name: string, known: readonly string[]) {
    const meant = closest(name, known);
    super("UnknownOptionError", "PURLIN_UNKNOWN_OPTION", {
      summary: `${whose} has no option "${name}"${meant === undefined ? "." : `; did you mean "${meant}"?`}`,
      facts: { options: known.length === 0 ? "none here" : known.join(", "), at: captureCallSite().toString() },
      remedies: [meant === undefined ? "leave it out" : `write "${meant}", or leave it out`],
    });
  }
}

/**
 * Checks that options have no other names than those that are known.
 *
 * @param whose - what they were given to, for messages: `"map(...)"`
 * @throws UnknownOptionError
 */
export function checkOptionNames(options: object, known: readonly string[], whose: string): void {
  for (const name of Object.keys(options)) if (!known.includes(name)) throw new UnknownOptionError(whose, name, known);
}
