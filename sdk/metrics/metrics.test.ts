import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MetricResults } from "./metric-results.ts";
import { MetricsContainer } from "./metrics-container.ts";

type Report = readonly [kind: "counter" | "distribution" | "gauge" | "stringSet", name: string, value: number];

const reports = fc.array(
  fc.tuple(
    fc.constantFrom("counter", "distribution", "gauge", "stringSet"),
    fc.constantFrom("a", "b", "__proto__"),
    fc.integer({ min: -1_000, max: 1_000 }),
  ),
);

// A clock that never stands still, as the last of what is set within one millisecond is the greatest once it is merged.
let now = 1;
beforeEach(() => {
  vi.spyOn(Date, "now").mockImplementation(() => now++);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function report(container: MetricsContainer, [kind, name, value]: Report): void {
  if (kind === "counter") container.counter(name).inc(value);
  else if (kind === "distribution") container.distribution(name).update(value);
  else if (kind === "gauge") container.gauge(name).set(value);
  else container.stringSet(name).add(String(value));
}

function containerOf(list: readonly Report[]): MetricsContainer {
  const container = new MetricsContainer();
  for (const one of list) report(container, one);
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
  const byName = (list: readonly { name: string; value: unknown }[]): unknown =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, value }) => ({ name, value }));
  return {
    counters: byName(results.counters()),
    distributions: byName(results.distributions()),
    gauges: byName(results.gauges().map(({ name, value: { value } }) => ({ name, value }))),
    stringSets: byName(results.stringSets()),
  };
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
      counters: [{ name: "n", value: 2 }],
      distributions: [{ name: "n", value: { count: 1, sum: 7, min: 7, max: 7 } }],
      gauges: [],
      stringSets: [],
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
    const gauge = container.gauge("g");
    const stringSet = container.stringSet("s");
    counter.inc(3);
    distribution.update(3);
    gauge.set(3);
    stringSet.add("3");
    container.reset();
    expect(contentOf(container)).toEqual(contentOf(containerOf([["counter", "n", 0]])));
    counter.inc();
    distribution.update(-1);
    gauge.set(4);
    stringSet.add("5");
    expect(contentOf(container)).toEqual(
      contentOf(
        containerOf([
          ["counter", "n", 1],
          ["distribution", "d", -1],
          ["gauge", "g", 4],
          ["stringSet", "s", 5],
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
    { filter: { name: /^l/g }, found: ["Parse lines 3", "Parse/Split lines 10"] },
    { filter: { step: /Parse/ }, found: ["Parse lines 3", "Parse empty 1", "Parse/Split lines 10"] },
    { filter: { step: /\/Split$/, name: /./ }, found: ["Parse/Split lines 10"] },
  ])("are found by step and name: $filter", ({ filter, found }) => {
    expect(results.counters(filter).map(({ step, name, value }) => `${step} ${name} ${String(value)}`)).toEqual(found);
  });

  it("have the distributions of each step", () => {
    const value = { count: 1, sum: 4, min: 4, max: 4 };
    expect(results.distributions({ name: "length", step: "Parse" })).toEqual([
      { step: "Parse", name: "length", value, attempted: value, committed: value },
    ]);
    expect(results.distributions()).toHaveLength(2);
  });

  it("add a counter up over all steps, 0 where no step has it", () => {
    expect(results.counter("lines")).toBe(13);
    expect(results.counter("length")).toBe(0);
  });

  it("merge a distribution over all steps, nothing where no step has it", () => {
    expect(results.distribution("length")).toEqual({ count: 2, sum: 6, min: 2, max: 4 });
    expect(results.distribution("lines")).toBeUndefined();
  });

  it("have of a gauge what was set last, and of a set of strings those of all steps", () => {
    const first = new MetricsContainer();
    const second = new MetricsContainer();
    second.gauge("queue").set(9);
    first.gauge("queue").set(7);
    for (const table of ["users", "orders"]) first.stringSet("tables").add(table);
    second.stringSet("tables").add("orders");
    const both = new MetricResults(
      new Map([
        ["Read", first],
        ["Write", second],
      ]),
    );
    expect(both.gauge("queue")?.value).toBe(7);
    expect(both.gauge("tables")).toBeUndefined();
    expect(both.stringSet("tables")).toEqual(new Set(["users", "orders"]));
    expect(both.stringSet("queue")).toEqual(new Set());
  });

  it("tell what was attempted and what was committed, and what is said to be the value", () => {
    const both = new MetricResults(
      new Map([["Parse", containerOf([["counter", "lines", 3]])]]),
      new Map([
        [
          "Parse",
          containerOf([
            ["counter", "lines", 5],
            ["counter", "empty", 1],
          ]),
        ],
      ]),
    );
    expect(both.counters()).toEqual([
      { step: "Parse", name: "lines", value: 3, attempted: 5, committed: 3 },
      { step: "Parse", name: "empty", value: 1, attempted: 1, committed: undefined },
    ]);
  });

  it("are JSON, with strings in order", () => {
    const container = containerOf([["stringSet", "tables", 2]]);
    container.stringSet("tables").add("10");
    const set = { step: "Read", name: "tables", value: ["10", "2"], attempted: ["10", "2"], committed: ["10", "2"] };
    expect(JSON.parse(JSON.stringify(new MetricResults(new Map([["Read", container]]))))).toEqual({
      counters: [],
      distributions: [],
      gauges: [],
      stringSets: [set],
    });
  });
});

describe("a metric", () => {
  it.each([{ name: "" }, { name: undefined }, { name: 5 }])("of the name $name is an error", ({ name }) => {
    expect(() => new MetricsContainer().counter(name as string)).toThrow("A metric needs a name");
  });

  it("that is a set of strings keeps a million UTF-16 units of them", () => {
    const { stringSets } = new MetricsContainer();
    const set = stringSets.cell("s");
    set.add("a".repeat(999_990));
    set.add("b".repeat(11));
    set.add("c".repeat(10));
    set.add("c".repeat(10));
    set.add("d");
    expect([...(set.result ?? [])].map(({ length }) => length)).toEqual([999_990, 10]);
  });
});
