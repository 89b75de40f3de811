import { CoderError } from "./coder-error.ts";

/** Returns the error for a string that UTF-8 can't carry. */
export function loneSurrogate(value: string): CoderError {
  const at = Array.from(value).findIndex((character) => !character.isWellFormed());
  return new CoderError({
    summary: "A string with a lone surrogate can't be written in UTF-8.",
    facts: { string: JSON.stringify(value.slice(0, 60)), "lone surrogate": `character ${String(at)}` },
    remedies: ["use the value coder, which carries such strings", "repair the string with toWellFormed()"],
  });
}
