export { directRunner } from "./runner.ts";
export { JobCancelledError } from "../../sdk/pipeline/job-cancelled-error.ts";
export { StuckJobError, UnsettledFunctionError } from "./job-errors.ts";
export { UnsupportedStepError } from "./planner/expand-leaves.ts";
