import { describe, expect, it } from "vitest";
import type { ConformanceCase, Observer } from "./conformance-case.ts";
import { localObserver } from "./local-observer.ts";
import { runCase } from "./run-case.ts";
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
  /** Makes what brings elements back to this process; an array where it is left out. */
  readonly observer?: () => Observer;
  /** The cases; all of the suite where they are left out. */
  readonly cases?: readonly ConformanceCase[];
}

/** Declares a test for each case of the suite. A case that is skipped but passes is a failure, and so is an unknown one. */
export function runSuite({ runner, skip = [], observer = localObserver, cases = conformanceCases }: SuiteRun): void {
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((test) => [test, reason])));
  describe(`conformance of the ${runner} runner`, () => {
    it("skips only cases that there are", () => {
      const names = new Set(cases.map(({ name }) => name));
      expect([...reasons.keys()].filter((name) => !names.has(name))).toEqual([]);
    });
    for (const conformanceCase of cases) {
      const reason = reasons.get(conformanceCase.name);
      const run = (): Promise<string[]> => runCase(conformanceCase, { runner, observer: observer() });
      if (reason === undefined) {
        it(conformanceCase.name, async () => {
          expect(await run()).toEqual([]);
        });
      } else {
        it(`${conformanceCase.name} (skipped: ${reason})`, async () => {
          expect(await passes(run), "it passes: it needs no skip any more").toBe(false);
        });
      }
    }
  });
}

/** Says whether a case conforms. One that can't be run does not. */
export async function passes(run: () => Promise<readonly string[]>): Promise<boolean> {
  try {
    return (await run()).length === 0;
  } catch {
    return false;
  }
}
