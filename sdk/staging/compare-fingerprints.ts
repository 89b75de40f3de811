import { PurlinError } from "../values/purlin-error.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** Which of the two sides of a comparison a graph is. */
export interface ComparedGraphs {
  readonly submitted: Fingerprint;
  /** What the program has built when it was evaluated again. */
  readonly evaluated: Fingerprint;
  /** Where that was: `"worker-1"`. */
  readonly where: string;
}

/** Thrown when a program, evaluated again, has built another pipeline than the one that was submitted. */
export class GraphMismatchError extends PurlinError {
  constructor({ submitted, evaluated, where }: ComparedGraphs) {
    const [ours, theirs] = firstDifference(submitted.lines, evaluated.lines);
    super("GraphMismatchError", "PURLIN_GRAPH_MISMATCH", {
      summary: `The program has built another pipeline when it was evaluated again, ${where}.`,
      facts: {
        submitted: ours,
        evaluated: theirs,
        sizes: `${String(submitted.lines.length)} and ${String(evaluated.lines.length)} lines`,
      },
      remedies: [
        'take what may differ, such as the time or a file, through  await p.value("name", () => ...)',
        "let neither the environment's variables nor the working directory decide which steps there are",
      ],
    });
  }
}

/**
 * Compares the graph that a program has built again with the one that was submitted.
 *
 * @throws GraphMismatchError when they differ; it shows the first lines that do
 */
export function compareFingerprints(graphs: ComparedGraphs): void {
  if (graphs.submitted.sha256 !== graphs.evaluated.sha256) throw new GraphMismatchError(graphs);
}

const shown = 3;

function firstDifference(ours: readonly string[], theirs: readonly string[]): [string, string] {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  const from = (lines: readonly string[]): string => lines.slice(at, at + shown).join("\n") || "nothing more";
  return [from(ours), from(theirs)];
}
