import { inspect, isDeepStrictEqual } from "node:util";
import { Pipeline, type PCollection, type PipelineOptions, type Runner } from "../../index.ts";
import { runnerName, runOn } from "../run-on.ts";
import type { ConformanceCase, Observer } from "./conformance-case.ts";

/** How a case is run. */
export interface CaseRun {
  readonly runner: string | Runner;
  readonly observer: Observer;
  /** What the pipeline is run with beside the runner. */
  readonly options?: Partial<PipelineOptions>;
}

/**
 * Runs a case.
 *
 * @returns what came out other than expected, one line a problem; empty when it conforms
 * @throws what the pipeline's run throws
 */
export async function runCase(
  conformanceCase: ConformanceCase,
  { runner, observer, options = {} }: CaseRun,
): Promise<string[]> {
  const p = Pipeline.create({ ...options, runner: runnerName(runner), quiet: true });
  const collections = conformanceCase.build(p);
  for (const [name, collection] of Object.entries(collections)) observer.observe(collection, name);
  const { metrics } = await runOn(runner, p);
  return problemsOf(conformanceCase, { collections, observer, counter: (name) => metrics.counter(name) });
}

/** What a run of a case has brought. */
export interface CaseOutcome {
  readonly collections: Readonly<Record<string, PCollection<unknown>>>;
  readonly observer: Observer;
  /** Returns the value of a counter, summed over the steps of the case. */
  readonly counter: (name: string) => number;
}

/** Returns what came out of a run other than expected, one line a problem. */
export function problemsOf(
  { expected, counters = {} }: ConformanceCase,
  { collections, observer, counter }: CaseOutcome,
): string[] {
  const problems = differingNames(collections, expected);
  for (const [name, elements] of Object.entries(expected)) {
    problems.push(...difference(name, observer.observed(name), elements));
  }
  for (const [name, value] of Object.entries(counters)) {
    const counted = counter(name);
    if (counted !== value) problems.push(`counter ${name}: ${String(counted)} instead of ${String(value)}`);
  }
  return problems;
}

// A collection that nobody expects anything of, or an expectation of none, is a mistake of the case.
function differingNames(collections: object, expected: object): string[] {
  return [...new Set([...Object.keys(collections), ...Object.keys(expected)])]
    .filter((name) => !Object.hasOwn(collections, name) || !Object.hasOwn(expected, name))
    .map((name) => `${name}: is not both built and expected`);
}

/** Compares two lists as multisets, and numbers as Object.is does. */
function difference(name: string, actual: readonly unknown[], expected: readonly unknown[]): string[] {
  const missing: unknown[] = [];
  const left = [...actual];
  for (const element of expected) {
    const at = left.findIndex((other) => isDeepStrictEqual(other, element));
    if (at === -1) missing.push(element);
    else left.splice(at, 1);
  }
  const say = (what: string, element: unknown): string => `${name}: ${what} ${inspect(element, { depth: 6 })}`;
  return [...missing.map((element) => say("lacks", element)), ...left.map((element) => say("also has", element))];
}
