import type { PipelineOptions } from "../../options/pipeline-options.ts";
import type { Runner } from "../../pipeline/runner.ts";
import { runnerName } from "../run-on.ts";
import type { ConformanceCase, Observer } from "./conformance-case.ts";
import { NotConformingError, UnknownCaseError, UselessSkipError } from "./conformance-errors.ts";
import { localObserver } from "./local-observer.ts";
import { runCase } from "./run-case.ts";
import { runFolded } from "./run-folded.ts";
import { conformanceCases } from "./suite.ts";
import { nodeTest, type TestLibrary } from "./test-library.ts";

/** Cases that a runner can't pass yet, and why. */
export interface Skip {
  readonly reason: string;
  /** Their names. */
  readonly tests: readonly string[];
}

/** What the suite is run on. */
export interface SuiteRun {
  /** The runner, or its name where it is one of Purlin's. */
  readonly runner: string | Runner;
  /** The cases that are expected to fail. */
  readonly skip?: readonly Skip[];
  /** What the pipelines are run with beside the runner; asked when a test begins. */
  readonly options?: () => Partial<PipelineOptions>;
  /**
   * How many of the cases that are not skipped run as one job, where a job takes long to begin; 1 when left out. When
   * such a job fails, its halves are run, down to the case for which it fails.
   */
  readonly casesPerJob?: number;
  /** How long a case may take; as long as any test when left out. */
  readonly timeoutMillis?: number;
  /** Makes what brings elements back to this process; an array where it is left out, as functions run here. */
  readonly observer?: () => Observer;
  /** The cases; all of the suite where they are left out. */
  readonly cases?: readonly ConformanceCase[];
  /** What the tests are declared with; `node:test` where it is left out. */
  readonly library?: TestLibrary;
}

/**
 * Declares a test for each case of the conformance suite: whole pipelines that every runner runs with the same results. A
 * case that is skipped but passes is a failure, and so is one that there is not.
 *
 * @example
 * ```ts
 * import { describe, it } from "vitest";
 * import { runSuite } from "purlin/testing";
 *
 * runSuite({ runner: myRunner, skip: [{ reason: "has no state yet", tests: ["..."] }], library: { describe, it } });
 * ```
 */
export function runSuite(suite: SuiteRun): void {
  const { runner, skip = [], cases = conformanceCases, library = nodeTest } = suite;
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((test) => [test, reason])));
  library.describe(`conformance of the ${runnerName(runner)} runner`, () => {
    declare(library, { name: "skips only cases that there are" }, () => {
      const names = new Set(cases.map(({ name }) => name));
      const unknown = [...reasons.keys()].filter((name) => !names.has(name));
      return unknown.length === 0 ? Promise.resolve() : Promise.reject(new UnknownCaseError(unknown));
    });
    const wanted = cases.filter(({ name }) => !reasons.has(name));
    const problemsOf = useJobs(suite, wanted);
    for (const one of wanted) {
      declare(library, { ...suite, name: one.name }, async () => {
        const problems = await problemsOf(one);
        if (problems.length > 0) throw new NotConformingError(one.name, problems);
      });
    }
    for (const one of cases) {
      const reason = reasons.get(one.name);
      if (reason === undefined) continue;
      declare(library, { ...suite, name: `${one.name} (skipped: ${reason})` }, async () => {
        if (await passes(() => run(suite, one))) throw new UselessSkipError(one.name, reason);
      });
    }
  });
}

/** Declares a test; no time is said where none was: some libraries take it for one of zero. */
function declare(
  library: TestLibrary,
  { name, timeoutMillis }: { readonly name: string; readonly timeoutMillis?: number },
  test: () => Promise<void>,
): void {
  if (timeoutMillis === undefined) library.it(name, test);
  else library.it(name, test, timeoutMillis);
}

function run(
  { runner, observer = localObserver, options }: SuiteRun,
  one: ConformanceCase,
): Promise<readonly string[]> {
  return runCase(one, { runner, observer: observer(), options: options?.() ?? {} });
}

type ProblemsOf = (one: ConformanceCase) => Promise<readonly string[]>;

/** Runs cases so many to a job, each job when the first of its cases is asked for; returns what gives the problems of one. */
function useJobs(suite: SuiteRun, cases: readonly ConformanceCase[]): ProblemsOf {
  const { casesPerJob = 1 } = suite;
  if (casesPerJob <= 1) return (one) => run(suite, one);
  const jobOf = new Map<ConformanceCase, ProblemsOf>();
  for (let at = 0; at < cases.length; at += casesPerJob) {
    const folded = cases.slice(at, at + casesPerJob);
    const problemsOf = useJob(suite, folded);
    for (const one of folded) jobOf.set(one, problemsOf);
  }
  return (one) => (jobOf.get(one) ?? ((alone: ConformanceCase) => run(suite, alone)))(one);
}

function useJob(suite: SuiteRun, cases: readonly ConformanceCase[]): ProblemsOf {
  let job: Promise<ReadonlyMap<string, readonly string[]> | undefined> | undefined;
  return async (one) => {
    job ??= unlessLate(runHalved(suite, cases), suite.timeoutMillis);
    const problems = await job;
    if (problems === undefined) return ["the job of all cases beside it did not end in time"];
    return problems.get(one.name) ?? ["it was not run"];
  };
}

/** Runs cases as one job; when that fails, each half of them as one, so that the case is found for which it fails. */
async function runHalved(
  suite: SuiteRun,
  cases: readonly ConformanceCase[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { runner, observer = localObserver, options } = suite;
  try {
    return await runFolded(cases, { runner, observer, options: options?.() ?? {} });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    if (cases.length === 1) return new Map(cases.map(({ name }) => [name, [failure]]));
    const middle = cases.length >> 1;
    const problems = new Map([
      ...(await runHalved(suite, cases.slice(0, middle))),
      ...(await runHalved(suite, cases.slice(middle))),
    ]);
    if ([...problems.values()].some((found) => found.length > 0)) return problems;
    const whole = `it conforms in a smaller job, but one of ${String(cases.length)} cases failed: ${failure}`;
    return new Map(cases.map(({ name }) => [name, [whole]]));
  }
}

/** Returns what comes of work; undefined when it takes too long, so that not each test waits for it in vain. */
async function unlessLate<T>(work: Promise<T>, millis: number | undefined): Promise<T | undefined> {
  if (millis === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, millis, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Says whether a case conforms. One that can't be run does not. */
export async function passes(run: () => Promise<readonly string[]>): Promise<boolean> {
  try {
    return (await run()).length === 0;
  } catch {
    return false;
  }
}
