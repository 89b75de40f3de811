import { PurlinError } from "../../values/purlin-error.ts";

/** Thrown by a test of the conformance suite when a runner gives another result. */
export class NotConformingError extends PurlinError {
  constructor(name: string, problems: readonly string[]) {
    super("NotConformingError", "PURLIN_NOT_CONFORMING", {
      summary: "The runner gives another result than all others.",
      facts: { case: name, result: problems.join("\n") },
      remedies: ["mend the runner, or skip the case with a reason:  runSuite({ skip: [{ reason, tests }] })"],
    });
  }
}

/** Thrown when the conformance suite is to skip cases that it doesn't have. */
export class UnknownCaseError extends PurlinError {
  constructor(names: readonly string[]) {
    super("UnknownCaseError", "PURLIN_UNKNOWN_CASE", {
      summary: "The conformance suite is to skip cases that it doesn't have.",
      facts: { "not there": names.join("\n") },
      remedies: ["take them out, or name them as the tests are named"],
    });
  }
}

/** Thrown when a case of the conformance suite is skipped that passes. */
export class UselessSkipError extends PurlinError {
  constructor(name: string, reason: string) {
    super("UselessSkipError", "PURLIN_USELESS_SKIP", {
      summary: "A case is skipped that the runner passes: it needs no skip any more.",
      facts: { case: name, reason },
      remedies: ["take it out of  skip"],
    });
  }
}
