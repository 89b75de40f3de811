import { describe, it } from "vitest";
import { runSuite as run, type SuiteRun } from "../../sdk/testing/conformance/run-suite.ts";
import { conformanceCases } from "./suite.ts";

export type { Skip } from "../../sdk/testing/conformance/run-suite.ts";

/** Declares the suite's tests in vitest. */
export function runSuite(suite: Omit<SuiteRun, "library">): void {
  run({ cases: conformanceCases, ...suite, library: { describe, it } });
}
