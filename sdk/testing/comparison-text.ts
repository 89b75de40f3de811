import { errorText } from "../pipeline/error-text.ts";
import type { ElementDifference, OutputDifference } from "./compare-outputs.ts";
import type { ComparedRun, Comparison } from "./compare-runs.ts";

const mostShown = 10;

/** Returns a comparison for reading: a table of the runs, then what differs. */
export function comparisonText({ outputs, runs }: Pick<Comparison, "outputs" | "runs">): string {
  const reference = runs.find(({ error }) => error === undefined);
  const rows = runs.map((run) => [
    run.runner,
    `${(run.millis / 1000).toFixed(2)} s`,
    run.elements === undefined ? "" : String(run.elements),
    outcomeOf(run, reference),
  ]);
  const lines = tableLines([["runner", "time", "elements", "outcome"], ...rows]);
  for (const { runner, error, differences } of runs) {
    if (error !== undefined) lines.push("", `${runner} failed:`, ...indented(errorText(error).split("\n")));
    for (const difference of differences) {
      lines.push("", `"${difference.output}" on ${runner}, compared with ${String(reference?.runner)}:`);
      lines.push(...indented(differenceLines(difference)));
    }
  }
  if (outputs.length > 0) lines.push("", `compared: what comes of ${outputs.map((name) => `"${name}"`).join(", ")}`);
  return lines.join("\n");
}

function outcomeOf(run: ComparedRun, reference: ComparedRun | undefined): string {
  const { error, differences } = run;
  if (error !== undefined) return "failed";
  if (run === reference) return "the others are compared with it";
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

function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
