import { compareOutputs, type OutputDifference, type OutputElements } from "./compare-outputs.ts";
import { comparisonText } from "./comparison-text.ts";

/** How a run has gone. */
export interface ComparedRun {
  readonly runner: string;
  /** From the pipeline's start to its end, the start of the engine included. */
  readonly millis: number;
  /** How many elements all outputs together have; undefined when the run has failed. */
  readonly elements: number | undefined;
  /** What it has other than the first run; empty where they are equal. */
  readonly differences: readonly OutputDifference[];
  /** Why there is no result. */
  readonly error?: Error;
}

/** The results of one pipeline on several runners. */
export class Comparison {
  /** The outputs that were compared. */
  readonly outputs: readonly string[];
  /** The first one that has ended well is what the others are compared with. */
  readonly runs: readonly ComparedRun[];

  /** @internal */
  constructor(outputs: readonly string[], runs: readonly ComparedRun[]) {
    this.outputs = outputs;
    this.runs = runs;
  }

  /** Whether all runs have ended well, with the same elements. */
  get isEqual(): boolean {
    return this.runs.every(({ error, differences }) => error === undefined && differences.length === 0);
  }

  /** Returns it for reading: a table of the runs and their times, then what differs, with times and windows. */
  toString(): string {
    return comparisonText(this);
  }
}

/** What has come of a run. */
export interface RunOutputs {
  /** The elements of each output, by its name. */
  readonly outputs: ReadonlyMap<string, OutputElements>;
  readonly millis: number;
}

/** Runs a pipeline on a runner. */
export type RunOn = (runner: string) => Promise<RunOutputs>;

/** Runs a pipeline on one runner after the other, and compares the outputs as multisets. */
export async function compareRuns(runners: readonly string[], runOn: RunOn): Promise<Comparison> {
  const runs: ComparedRun[] = [];
  let reference: RunOutputs["outputs"] | undefined;
  for (const runner of runners) {
    const begin = performance.now();
    try {
      const { outputs, millis } = await runOn(runner);
      reference ??= outputs;
      const elements = [...outputs.values()].reduce((sum, { size }) => sum + size, 0);
      runs.push({ runner, millis, elements, differences: compareOutputs(reference, outputs) });
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
      runs.push({ runner, millis: performance.now() - begin, elements: undefined, differences: [], error });
    }
  }
  return new Comparison([...(reference?.keys() ?? [])], runs);
}
