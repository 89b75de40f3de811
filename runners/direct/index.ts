export { directRunner } from "./runner.ts";
export { JobCancelledError, StuckJobError, UnsettledFunctionError } from "./job-errors.ts";
export { UnsupportedStepError } from "./planner/expand-leaves.ts";
