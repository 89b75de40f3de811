import type { Problem } from "../../problem.ts";
import type { Candidate } from "../read-settings.ts";

/** Something that settings must keep to. */
export interface Rule {
  /** As it stands in lists of rules: "the project is an ID". */
  readonly name: string;
  /** Returns what is wrong, where something is. */
  readonly find: (candidate: Candidate) => Problem | readonly Problem[] | undefined;
}

/**
 * Makes a rule about one option, which holds where it is given.
 *
 * @param fault - returns what is wrong with a value: the end of "--region can't be "x": …"
 */
export function ruleOf<Name extends keyof Candidate>(
  option: Name,
  name: string,
  fault: (value: NonNullable<Candidate[Name]>, candidate: Candidate) => Fault | undefined,
): Rule {
  return {
    name,
    find(candidate) {
      const value = candidate[option];
      if (value === undefined) return undefined;
      const found = fault(value, candidate);
      if (found === undefined) return undefined;
      const shown = typeof value === "object" ? JSON.stringify(value) : `"${String(value)}"`;
      return { summary: `--${option} can't be ${shown}: ${found.because}.`, remedy: found.remedy };
    },
  };
}

/** What is wrong with the value of an option. */
export interface Fault {
  readonly because: string;
  readonly remedy: string;
}
