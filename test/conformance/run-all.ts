import { localObserver } from "../../sdk/testing/conformance/local-observer.ts";
import { runCase } from "../../sdk/testing/conformance/run-case.ts";
import { conformanceCases } from "./suite.ts";

/**
 * Runs all pipelines of the suite on the direct runner in this process, so that its code has seen every shape of step.
 *
 * @throws Error when one of them does not conform
 */
export async function runConformancePipelines(): Promise<void> {
  for (const conformanceCase of conformanceCases) {
    const problems = await runCase(conformanceCase, { runner: "direct", observer: localObserver() });
    if (problems.length > 0) throw new Error(`"${conformanceCase.name}": ${problems.join("; ")}`);
  }
}
