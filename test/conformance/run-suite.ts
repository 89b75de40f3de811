import { beforeAll, describe, expect, it } from "vitest";
import type { PipelineOptions } from "../../sdk/options/pipeline-options.ts";
import type { ConformanceCase, Observer } from "./conformance-case.ts";
import { localObserver } from "./local-observer.ts";
import { runCase } from "./run-case.ts";
import { runFolded } from "./run-folded.ts";
import { conformanceCases } from "./suite.ts";

/** Cases that a runner can't pass yet, and why. */
export interface Skip {
  readonly reason: string;
  /** Their names. */
  readonly tests: readonly string[];
}

/** What the suite is run on. */
export interface SuiteRun {
  /** The name of the runner. */
  readonly runner: string;
  readonly skip?: readonly Skip[];
  /** What the pipelines are run with beside the runner; asked when a test begins. */
  readonly options?: () => Partial<PipelineOptions>;
  /** Whether the cases that are not skipped run as one job, where a job takes long to begin. */
  readonly isFolded?: boolean;
  /** How long a case may take; as long as any test when left out. */
  readonly timeoutMillis?: number;
  /** Makes what brings elements back to this process; an array where it is left out. */
  readonly observer?: () => Observer;
  /** The cases; all of the suite where they are left out. */
  readonly cases?: readonly ConformanceCase[];
}

/** Declares a test for each case of the suite. A case that is skipped but passes is a failure, and so is an unknown one. */
export function runSuite(suite: SuiteRun): void {
  const { runner, skip = [], observer = localObserver, cases = conformanceCases } = suite;
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((test) => [test, reason])));
  describe(`conformance of the ${runner} runner`, () => {
    it("skips only cases that there are", () => {
      const names = new Set(cases.map(({ name }) => name));
      expect([...reasons.keys()].filter((name) => !names.has(name))).toEqual([]);
    });
    const folded =
      suite.isFolded === true
        ? useFolded(
            suite,
            cases.filter(({ name }) => !reasons.has(name)),
          )
        : undefined;
    for (const conformanceCase of cases) {
      const reason = reasons.get(conformanceCase.name);
      const run = (): Promise<string[]> =>
        runCase(conformanceCase, { runner, observer: observer(), options: suite.options?.() ?? {} });
      if (reason === undefined) {
        it(
          conformanceCase.name,
          async () => {
            expect(folded === undefined ? await run() : folded(conformanceCase.name)).toEqual([]);
          },
          suite.timeoutMillis,
        );
      } else {
        it(
          `${conformanceCase.name} (skipped: ${reason})`,
          async () => {
            expect(await passes(run), "it passes: it needs no skip any more").toBe(false);
          },
          suite.timeoutMillis,
        );
      }
    }
  });
}

/** Runs cases as one job before the tests; returns what gives the problems of one. */
function useFolded(
  { runner, observer = localObserver, options, timeoutMillis }: SuiteRun,
  cases: readonly ConformanceCase[],
): (name: string) => readonly string[] {
  let problems: ReadonlyMap<string, readonly string[]> | undefined;
  beforeAll(async () => {
    problems = await runFolded(cases, { runner, observer, options: options?.() ?? {} });
  }, timeoutMillis);
  return (name) => problems?.get(name) ?? [`${name} was not run`];
}

/** Says whether a case conforms. One that can't be run does not. */
export async function passes(run: () => Promise<readonly string[]>): Promise<boolean> {
  try {
    return (await run()).length === 0;
  } catch {
    return false;
  }
}
