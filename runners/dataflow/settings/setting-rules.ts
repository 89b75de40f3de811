import type { Problem } from "../problem.ts";
import { jobRules } from "./rules/job-rules.ts";
import { placeRules } from "./rules/place-rules.ts";
import { workerRules } from "./rules/worker-rules.ts";
import type { Rule } from "./rules/rule.ts";
import type { Candidate } from "./read-settings.ts";

/** All that is checked of settings by themselves. */
export const settingRules: readonly Rule[] = Object.freeze([...placeRules, ...jobRules, ...workerRules]);

/** Returns all that is wrong with settings whose values are of their types. */
export function settingProblems(candidate: Candidate): Problem[] {
  return settingRules.flatMap(({ find }) => find(candidate) ?? []);
}
