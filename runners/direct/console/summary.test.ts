import { expect, it } from "vitest";

import { MetricResults } from "../../../sdk/metrics/metric-results.ts";
import { MetricsContainer } from "../../../sdk/metrics/metrics-container.ts";
import { renderSummary } from "./summary.ts";

function metrics(): MetricResults {
  const container = new MetricsContainer();
  container.counter("emptyLines").inc(1234);
  const lengths = container.distribution("length");
  for (const length of [0, 10, 65]) lengths.update(length);
  container.distribution("unused");
  container.gauge("depth").set(2.5);
  for (const table of ["orders", "carts"]) container.stringSet("tables").add(table);
  return new MetricResults(new Map([["Words", container]]));
}

const stages = [
  { name: "Read+Words", state: "done", elementsIn: 1, elementsOut: 20_000, wallMillis: 500 },
  { name: "Count", state: "done", elementsIn: 20_000, elementsOut: 0, wallMillis: 1_500 },
] as const;

it("shows steps, stages, the user's metrics and the total in aligned columns", () => {
  const steps = [
    { name: "Read", elements: 31_102 },
    { name: "Words", elements: 789_650 },
  ];
  expect(renderSummary({ elapsedMillis: 2_000, stages, steps, metrics: metrics() }, 80)).toBe(
    `Step   Elements
Read     31,102
Words   789,650

Stage           In     Out      Rate    Time
Read+Words       1  20,000       2/s  500 ms
Count       20,000       0  13,333/s   1.5 s

Counter of  Name        Value
Words       emptyLines  1,234

Distribution of  Name    Count  Least  Mean  Most
Words            length      3      0    25    65

Gauge of  Name   Value
Words     depth    2.5

Strings of  Name    Values
Words       tables  carts, orders

Done in 2.0 s: 820,752 elements, 410,376/s.
`,
  );
});

it("shows no table that would be empty", () => {
  const empty = { elapsedMillis: 3, stages: [], steps: [], metrics: new MetricResults(new Map()) };
  expect(renderSummary(empty, 80)).toBe("Done in 3 ms: 0 elements, 0/s.\n");
});

it("cuts a table of thousands of steps, and says so", () => {
  const steps = Array.from({ length: 5_000 }, (_, at) => ({ name: `Step${at}`, elements: at }));
  const text = renderSummary({ elapsedMillis: 1, stages: [], steps, metrics: new MetricResults(new Map()) }, 80);
  expect(text.split("\n").length).toBeLessThan(60);
  expect(text).toContain("... and 4,950 more\n");
});
