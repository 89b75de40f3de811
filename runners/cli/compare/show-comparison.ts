import type { OutputDifference, ElementDifference } from "../../../sdk/testing/compare-outputs.ts";
import type { ComparedRun, Comparison } from "../../../sdk/testing/compare-runs.ts";
import { tableLines } from "../print.ts";
import { errorText } from "../print-error.ts";

const mostShown = 10;

/** Returns a comparison for reading: a table of the runs, then what differs. */
export function comparisonText({ outputs, runs }: Comparison): string {
  const reference = runs.find(({ error }) => error === undefined)?.runner;
  const rows = runs.map((run) => [
    run.runner,
    `${(run.millis / 1000).toFixed(2)} s`,
    run.elements === undefined ? "" : String(run.elements),
    outcomeOf(run, reference),
  ]);
  const lines = tableLines(["runner", "time", "elements", "outcome"], rows);
  for (const { runner, error, differences } of runs) {
    if (error !== undefined) lines.push("", `${runner} failed:`, ...indented(errorText(error, false).split("\n")));
    for (const difference of differences) {
      lines.push("", `"${difference.output}" on ${runner}, compared with ${String(reference)}:`);
      lines.push(...indented(differenceLines(difference)));
    }
  }
  if (outputs.length > 0) lines.push("", `compared: what comes of ${outputs.map((name) => `"${name}"`).join(", ")}`);
  return `${lines.join("\n")}\n`;
}

/** Returns a comparison for other programs. */
export function comparisonJson({ isEqual, outputs, runs }: Comparison): string {
  const plain = runs.map(({ error, ...run }) => ({
    ...run,
    ...(error === undefined ? {} : { error: errorText(error, false) }),
  }));
  return `${JSON.stringify({ isEqual, outputs, runs: plain }, null, 2)}\n`;
}

function outcomeOf({ runner, error, differences }: ComparedRun, reference: string | undefined): string {
  if (error !== undefined) return "failed";
  if (runner === reference) return "the others are compared with it";
  return differences.length === 0 ? "equal" : "different";
}

function differenceLines({ lacks, alsoHas }: OutputDifference): string[] {
  return [...someOf("lacks", lacks), ...someOf("also has", alsoHas)];
}

function someOf(what: string, differences: readonly ElementDifference[]): string[] {
  const lines = differences
    .slice(0, mostShown)
    .map(({ element, count }) => `${what.padEnd(8)}  ${element}${count === 1 ? "" : `  (${String(count)} times)`}`);
  const rest = differences.length - mostShown;
  return rest > 0 ? [...lines, `${what.padEnd(8)}  ${String(rest)} others`] : lines;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
