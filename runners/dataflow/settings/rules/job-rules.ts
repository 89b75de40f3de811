import type { Rule } from "./rule.ts";

/** What settings say about the job as a whole. */
export const jobRules: readonly Rule[] = [];
