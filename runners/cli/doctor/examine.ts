import { runnerNames, type RunnerName } from "../../portable/features.ts";
import { UsageError } from "../cli-errors.ts";
import { printJson, printTable } from "../print.ts";
import { checks, type Check, type Outcome } from "./checks.ts";

/** What was found of one thing. */
type Finding = Pick<Check, "name" | "runners" | "purpose"> & Outcome;

/**
 * Prints what the runners need of this machine, and what to do about what is missing.
 *
 * @param runner - the one runner that matters; all of them when left out
 * @returns whether nothing is missing for that runner
 * @throws UsageError when there is no runner of that name
 */
export async function examine(runner: string | undefined, isJson: boolean): Promise<boolean> {
  if (runner !== undefined && !isRunner(runner)) {
    throw new UsageError(`There is no runner named "${runner}".`, `name one of these: ${runnerNames.join(", ")}`);
  }
  const asked = checks.filter(
    ({ runners }) => runner === undefined || runners.length === 0 || runners.includes(runner),
  );
  const findings = await Promise.all(
    asked.map(async ({ look, ...check }): Promise<Finding> => ({ ...check, ...(await look()) })),
  );
  const ready = readiness(runner === undefined ? runnerNames : [runner], findings);
  if (isJson) printJson({ runners: ready, findings });
  else show(ready, findings);
  return runner === undefined || ready[runner] === true;
}

function isRunner(name: string): name is RunnerName {
  return runnerNames.some((runner) => runner === name);
}

function readiness(names: readonly RunnerName[], findings: readonly Finding[]): Partial<Record<RunnerName, boolean>> {
  const lacks = (runner: RunnerName): boolean =>
    findings.some(({ isThere, runners }) => !isThere && runners.includes(runner));
  return Object.fromEntries(names.map((name) => [name, !lacks(name)]));
}

function show(ready: Partial<Record<RunnerName, boolean>>, findings: readonly Finding[]): void {
  printTable(
    ["what", "for", "", "found"],
    findings.map(({ name, runners, purpose, isThere, found }) => [
      name,
      purpose ?? (runners.length === runnerNames.length ? "all" : runners.join(", ")),
      isThere ? "ok" : "MISSING",
      found,
    ]),
  );
  const missing = findings.filter((finding) => !finding.isThere);
  if (missing.length > 0) console.log("\nDo this:");
  for (const { name, remedy } of missing) console.log(`  ${remedy}   (${name})`);
  const able = Object.entries(ready).filter(([, isReady]) => isReady);
  console.log(`\nrunners that can be used: ${able.map(([name]) => name).join(", ") || "none of these"}`);
  if (ready.portable === true) console.log("portable takes a job server that runs already: --jobEndpoint=HOST:PORT");
}
