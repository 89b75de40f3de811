import type { Pipeline } from "../pipeline/pipeline.ts";
import type { RunObserver } from "../pipeline/test-hooks.ts";
import type { CallSite } from "../values/call-site.ts";
import type { ExpectationError } from "./expectation-errors.ts";
import { ExpectationsError, NeverRunError, type Trace } from "./expectation-errors.ts";

/** Something to check when a run has ended. */
export interface Check {
  /** Where the program states it. */
  readonly callSite: CallSite;
  readonly trace: Trace;
  /** Returns what is wrong, or undefined when nothing is. */
  readonly check: () => Promise<ExpectationError | undefined>;
}

/** The expectations of one pipeline. */
export class Expectations implements RunObserver {
  readonly #checks: Check[] = [];
  readonly #clearings: (() => void)[] = [];

  /** Adds an expectation. Until the pipeline is run, it is one that nothing checks. */
  add(check: Check): void {
    this.#checks.push(check);
    unchecked.add(this);
  }

  /** Has a function called before each run. */
  beforeRuns(clear: () => void): void {
    this.#clearings.push(clear);
  }

  begin(): void {
    unchecked.delete(this);
    for (const clear of this.#clearings) clear();
  }

  /** @throws ExpectationError or ExpectationsError when some are not met */
  async end(): Promise<void> {
    const failures: { failure: ExpectationError; trace: Trace }[] = [];
    for (const { check, trace } of this.#checks) {
      const failure = await check();
      if (failure !== undefined) failures.push({ failure, trace });
    }
    const [first, ...others] = failures;
    if (first === undefined) return;
    if (others.length === 0) throw first.failure;
    throw new ExpectationsError(
      failures.map(({ failure }) => failure),
      first.trace,
    );
  }

  get checks(): readonly Check[] {
    return this.#checks;
  }
}

const known = new WeakMap<Pipeline, Expectations>();
const unchecked = new Set<Expectations>();

/** Returns the expectations of a pipeline. */
export function expectationsOf(pipeline: Pipeline): Expectations {
  const found = known.get(pipeline);
  if (found !== undefined) return found;
  const expectations = new Expectations();
  known.set(pipeline, expectations);
  pipeline.observers.push(expectations);
  watchExit();
  return expectations;
}

/**
 * Fails when there are expectations whose pipeline was never run: nothing has checked them. Made for the hook that a test
 * library calls after each test. A process that ends with such expectations ends with exit code 1, also without it.
 *
 * @throws NeverRunError that says where they are stated; each is reported once
 *
 * @example
 * ```ts
 * import { afterEach } from "vitest";
 * import { expectAllRun } from "purlin/testing";
 *
 * afterEach(expectAllRun);
 * ```
 */
export function expectAllRun(): void {
  const checks = [...unchecked].flatMap((expectations) => expectations.checks);
  unchecked.clear();
  const [first] = checks;
  if (first === undefined) return;
  throw new NeverRunError(
    checks.map(({ callSite }) => callSite),
    first.trace,
  );
}

let isWatched = false;

/** A test that forgets to run its pipeline, or to await the run, must not pass. */
function watchExit(): void {
  if (isWatched) return;
  isWatched = true;
  process.once("exit", () => {
    try {
      expectAllRun();
    } catch (error) {
      process.stderr.write(`${String((error as Error).stack)}\n`);
      process.exitCode = 1;
    }
  });
}
