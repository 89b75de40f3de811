import type { JobSummary } from "./progress.ts";
import { formatCount, formatMillis, formatNumber, formatRate } from "./quantities.ts";
import { renderTable, type Column } from "./table.ts";

/** Tables of more rows are cut: a pipeline of thousands of steps would push all else off the screen. */
const mostRows = 50;

const name = (title: string): Column => ({ title, align: "left" });
const numbers = (...titles: string[]): Column[] => titles.map((title) => ({ title, align: "right" }));

function section(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - mostRows;
  const lines = renderTable(columns, rows.slice(0, mostRows), width);
  return [...lines, ...(rest > 0 ? [`... and ${formatCount(rest)} more`] : []), ""];
}

/** Returns what is shown when a job is done: what each step and stage has done, the user's metrics, and the total. */
export function renderSummary({ elapsedMillis, stages, steps, metrics }: JobSummary, width: number): string {
  const total = steps.reduce((sum, { elements }) => sum + elements, 0);
  const lines = [
    ...section(
      [name("Step"), ...numbers("Elements")],
      steps.map((step) => [step.name, formatCount(step.elements)]),
      width,
    ),
    ...section(
      [name("Stage"), ...numbers("In", "Out", "Rate", "Time")],
      stages.map((stage) => [
        stage.name,
        formatCount(stage.elementsIn),
        formatCount(stage.elementsOut),
        formatRate(stage.elementsIn, stage.wallMillis),
        formatMillis(stage.wallMillis),
      ]),
      width,
    ),
    ...section(
      [name("Counter of"), name("Name"), ...numbers("Value")],
      metrics.counters().map((counter) => [counter.step, counter.name, formatNumber(counter.value)]),
      width,
    ),
    ...section(
      [name("Distribution of"), name("Name"), ...numbers("Count", "Least", "Mean", "Most")],
      metrics
        .distributions()
        .map(({ step, name: called, value: { count, sum, min, max } }) => [
          step,
          called,
          formatCount(count),
          formatNumber(min),
          formatNumber(sum / count),
          formatNumber(max),
        ]),
      width,
    ),
    ...section(
      [name("Gauge of"), name("Name"), ...numbers("Value")],
      metrics.gauges().map((gauge) => [gauge.step, gauge.name, formatNumber(gauge.value.value)]),
      width,
    ),
    ...section(
      [name("Strings of"), name("Name"), name("Values")],
      metrics.stringSets().map((set) => [set.step, set.name, [...set.value].sort().join(", ")]),
      width,
    ),
    `Done in ${formatMillis(elapsedMillis)}: ${formatCount(total)} elements, ${formatRate(total, elapsedMillis)}.`,
  ];
  return `${lines.join("\n")}\n`;
}
