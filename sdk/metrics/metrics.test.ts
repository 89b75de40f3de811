import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MetricResults } from "./metric-results.ts";
import { MetricsContainer } from "./metrics-container.ts";

type Report = readonly [kind: "counter" | "distribution", name: string, value: number];

const reports = fc.array(
  fc.tuple(
    fc.constantFrom("counter" as const, "distribution" as const),
    fc.constantFrom("a", "b", "__proto__"),
    fc.integer({ min: -1_000, max: 1_000 }),
  ),
);

function containerOf(list: readonly Report[]): MetricsContainer {
  const container = new MetricsContainer();
  for (const [kind, name, value] of list) {
    if (kind === "counter") container.counter(name).inc(value);
    else container.distribution(name).update(value);
  }
  return container;
}

function merged(...parts: readonly MetricsContainer[]): MetricsContainer {
  const all = new MetricsContainer();
  for (const part of parts) all.merge(part);
  return all;
}

/** All of what a container says, whatever the order in which its metrics were made. */
function contentOf(container: MetricsContainer): unknown {
  const results = new MetricResults(new Map([["step", container]]));
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  return { counters: results.counters().sort(byName), distributions: results.distributions().sort(byName) };
}

describe("metrics", () => {
  it("are the same whether they were reported together, or apart and then merged", () => {
    fc.assert(
      fc.property(reports, reports, (a, b) => {
        expect(contentOf(merged(containerOf(a), containerOf(b)))).toEqual(contentOf(containerOf([...a, ...b])));
      }),
    );
  });

  it("are merged in any order and grouping", () => {
    fc.assert(
      fc.property(reports, reports, reports, (...lists) => {
        const [a, b, c] = [containerOf(lists[0]), containerOf(lists[1]), containerOf(lists[2])];
        const expected = contentOf(merged(a, b, c));
        expect(contentOf(merged(merged(a, b), c))).toEqual(expected);
        expect(contentOf(merged(a, merged(b, c)))).toEqual(expected);
        expect(contentOf(merged(c, a, b))).toEqual(expected);
        expect(contentOf(merged(a, new MetricsContainer(), b, c))).toEqual(expected);
      }),
    );
  });

  it("leave what was merged from as it was", () => {
    const from = containerOf([["distribution", "a", 3]]);
    merged(from, containerOf([["distribution", "a", 4]]));
    expect(contentOf(from)).toEqual(contentOf(containerOf([["distribution", "a", 3]])));
  });

  it("count by one where nothing is said, and down by less than nothing", () => {
    const container = new MetricsContainer();
    container.counter("n").inc();
    container.counter("n").inc(5);
    container.counter("n").inc(-2);
    expect(new MetricResults(new Map([["step", container]])).counter("n")).toBe(4);
  });

  it("keep a counter and a distribution of one name apart", () => {
    const container = new MetricsContainer();
    container.counter("n").inc(2);
    container.distribution("n").update(7);
    expect(contentOf(container)).toEqual({
      counters: [{ step: "step", name: "n", value: 2 }],
      distributions: [{ step: "step", name: "n", value: { count: 1, sum: 7, min: 7, max: 7 } }],
    });
  });

  it("tell whether anything was reported", () => {
    const container = new MetricsContainer();
    expect(container.isEmpty).toBe(true);
    container.counter("n");
    expect(container.isEmpty).toBe(false);
  });

  it("forget when they are reset, in cells that go on counting", () => {
    const container = new MetricsContainer();
    const counter = container.counter("n");
    const distribution = container.distribution("d");
    counter.inc(3);
    distribution.update(3);
    container.reset();
    counter.inc();
    distribution.update(-1);
    expect(contentOf(container)).toEqual(
      contentOf(
        containerOf([
          ["counter", "n", 1],
          ["distribution", "d", -1],
        ]),
      ),
    );
  });
});

describe("the metrics of a job", () => {
  const results = new MetricResults(
    new Map([
      [
        "Parse",
        containerOf([
          ["counter", "lines", 3],
          ["counter", "empty", 1],
          ["distribution", "length", 4],
        ]),
      ],
      [
        "Parse/Split",
        containerOf([
          ["counter", "lines", 10],
          ["distribution", "length", 2],
        ]),
      ],
      ["Write", new MetricsContainer()],
    ]),
  );

  it.each([
    { filter: {}, found: ["Parse lines 3", "Parse empty 1", "Parse/Split lines 10"] },
    { filter: { name: "lines" }, found: ["Parse lines 3", "Parse/Split lines 10"] },
    { filter: { step: "Parse" }, found: ["Parse lines 3", "Parse empty 1"] },
    { filter: { step: "Parse/Split", name: "lines" }, found: ["Parse/Split lines 10"] },
    { filter: { step: "Write" }, found: [] },
    { filter: { step: "Split" }, found: [] },
    { filter: { name: "line" }, found: [] },
  ])("are found by step and name: $filter", ({ filter, found }) => {
    expect(results.counters(filter).map(({ step, name, value }) => `${step} ${name} ${String(value)}`)).toEqual(found);
  });

  it("have the distributions of each step", () => {
    expect(results.distributions({ name: "length", step: "Parse" })).toEqual([
      { step: "Parse", name: "length", value: { count: 1, sum: 4, min: 4, max: 4 } },
    ]);
    expect(results.distributions()).toHaveLength(2);
  });

  it("add a counter up over all steps, 0 where no step has it", () => {
    expect(results.counter("lines")).toBe(13);
    expect(results.counter("length")).toBe(0);
  });
});
