import { closest } from "../../../../sdk/options/closest.ts";
import type { Problem } from "../../problem.ts";
import type { Candidate } from "../read-settings.ts";

/** Something that settings must keep to. */
export interface Rule {
  /** As it stands in lists of rules: "the project is an ID". */
  readonly name: string;
  /** Returns what is wrong, where something is. */
  readonly find: (candidate: Candidate) => Problem | readonly Problem[] | undefined;
}

/** Returns what is to be written instead of a word that is none of `words`. */
export function suggestion(word: string, words: readonly string[]): string {
  return closest(word, words) ?? words.join(" or ");
}
