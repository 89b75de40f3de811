import { Pipeline, type MetricResults, type PCollection, type PipelineOptions, type Runner } from "../../index.ts";
import { runnerName, runOn } from "../run-on.ts";
import type { ConformanceCase, Observer } from "./conformance-case.ts";
import { problemsOf } from "./run-case.ts";

/** How cases are run in one job. */
export interface FoldedRun {
  readonly runner: string | Runner;
  /** Makes the observer of one case. */
  readonly observer: () => Observer;
  readonly options?: Partial<PipelineOptions>;
}

/** A case that was built as a part of a pipeline. */
export interface FoldedCase {
  readonly conformanceCase: ConformanceCase;
  /** The name of the composite that it is. */
  readonly composite: string;
  readonly observed: Observer;
  readonly collections: Readonly<Record<string, PCollection<unknown>>>;
}

/**
 * Runs many cases as one job, each as a composite of its own: where a job takes long to begin.
 *
 * @returns what came out other than expected, by the name of the case
 * @throws what the pipeline's run throws
 */
export async function runFolded(
  cases: readonly ConformanceCase[],
  { runner, observer, options = {} }: FoldedRun,
): Promise<ReadonlyMap<string, string[]>> {
  const p = Pipeline.create({ ...options, runner: runnerName(runner), quiet: true });
  const folded = foldCases(p, cases, observer);
  const { metrics } = await runOn(runner, p);
  return foldedProblems(folded, metrics);
}

/** Builds cases, each as a composite of its own. */
export function foldCases(p: Pipeline, cases: readonly ConformanceCase[], observer: () => Observer): FoldedCase[] {
  return cases.map((conformanceCase) => {
    const composite = conformanceCase.name.replaceAll("/", " ");
    const observed = observer();
    const collections = p.apply(composite, (root): Readonly<Record<string, PCollection<unknown>>> => {
      const outputs = conformanceCase.build(root);
      for (const [name, collection] of Object.entries(outputs)) observed.observe(collection, name);
      return outputs;
    });
    return { conformanceCase, composite, observed, collections };
  });
}

/** Returns what came out other than expected, by the name of the case. */
export function foldedProblems(folded: readonly FoldedCase[], metrics: MetricResults): Map<string, string[]> {
  return new Map(
    folded.map(({ conformanceCase, composite, observed, collections }) => {
      const counter = (name: string): number => counterWithin(metrics, composite, name);
      return [conformanceCase.name, problemsOf(conformanceCase, { collections, observer: observed, counter })];
    }),
  );
}

function counterWithin(metrics: MetricResults, composite: string, name: string): number {
  const counters = metrics.counters({ name }).filter(({ step }) => step.startsWith(`${composite}/`));
  return counters.reduce((sum, { value }) => sum + value, 0);
}
