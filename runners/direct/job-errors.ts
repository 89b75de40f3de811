import { PurlinError } from "../../sdk/values/purlin-error.ts";

/** Thrown when nothing of a job can go on: a defect of Purlin, with what is needed to find it. */
export class StuckJobError extends PurlinError {
  constructor(report: string) {
    super("StuckJobError", "PURLIN_JOB_STUCK", {
      summary:
        "The job is stuck: elements wait, but no stage can take them. This is a defect of Purlin: please report it.",
      facts: { stages: report },
    });
  }
}

/** Thrown when a job waits for a promise of a user's function that nothing in the process can settle any more. */
export class UnsettledFunctionError extends PurlinError {
  /** @param steps - the steps whose functions may be meant; none when it is one of the life cycle */
  constructor(steps: readonly string[]) {
    super("UnsettledFunctionError", "PURLIN_UNSETTLED", {
      summary: "The job waits for a promise that will never settle: nothing else is left to run in this process.",
      facts: {
        "steps that wait": steps.length === 0 ? "a setup, startBundle, finishBundle or teardown" : steps.join(", "),
      },
      remedies: ["look for an asynchronous function in these steps that forgets to resolve its promise"],
    });
  }
}
