import { DataflowError } from "./dataflow-errors.ts";

/** Something for which Dataflow would not take a job. */
export interface Problem {
  /** One sentence: what is wrong. */
  readonly summary: string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly remedy: string;
}

/**
 * Throws when there is a problem: all of them at once, so that a job is mended once.
 *
 * @throws DataflowError with all that is wrong
 */
export function throwProblems(problems: readonly Problem[]): void {
  const [only, ...others] = problems;
  if (only === undefined) return;
  if (others.length === 0) {
    const { summary, facts = {}, remedy } = only;
    throw new DataflowError({ summary, facts, remedies: [remedy] });
  }
  throw new DataflowError({
    summary: `Dataflow would not take the job: ${String(problems.length)} things are wrong with it.`,
    facts: Object.fromEntries(problems.map((problem, index) => [String(index + 1), inOneFact(problem)])),
    remedies: ["mend each as it says; nothing was uploaded"],
  });
}

function inOneFact({ summary, facts = {}, remedy }: Problem): string {
  const lines = Object.entries(facts).map(([name, fact]) => `${name}: ${fact}`);
  return [summary, ...lines, `-> ${remedy}`].join("\n");
}
