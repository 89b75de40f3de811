import { describe, expect, it } from "vitest";
import { directRunner } from "../../runners/direct/index.ts";
import { customCoder } from "../coders/custom-coder.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { GLOBAL_WINDOW, IntervalWindow } from "../values/window.ts";
import { millis } from "../values/duration.ts";
import { MIN_TIMESTAMP } from "../values/timestamp.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { fixedWindows } from "../windowing/fixed-windows.ts";
import { compareOutputs, OutputElements, type ObservedElement } from "./compare-outputs.ts";
import { compareRunners, expectSameOnRunners } from "./compare-runners.ts";

function elementsOf(...elements: readonly (Partial<ObservedElement> & { readonly value: unknown })[]): OutputElements {
  const all = new OutputElements();
  for (const element of elements) all.add({ timestamp: MIN_TIMESTAMP, window: GLOBAL_WINDOW, ...element });
  return all;
}

const valuesOf = (...values: readonly unknown[]) => elementsOf(...values.map((value) => ({ value })));

describe("outputs", () => {
  it.each([
    { name: "the order of elements", a: [1, 2, 2], b: [2, 1, 2] },
    { name: "the order of an object's keys", a: [{ x: 1, y: 2 }], b: [{ y: 2, x: 1 }] },
    { name: "which NaN it is", a: [NaN], b: [0 / 0] },
  ])("are equal but for $name", ({ a, b }) => {
    expect(compareOutputs(new Map([["Out", valuesOf(...a)]]), new Map([["Out", valuesOf(...b)]]))).toEqual([]);
  });

  it.each([
    {
      name: "how often an element is there",
      a: valuesOf("x", "x", "x", "y"),
      b: valuesOf("x", "y"),
      lacks: [{ element: "'x'", count: 2 }],
      alsoHas: [],
    },
    {
      name: "a type",
      a: valuesOf(1, "1"),
      b: valuesOf(1n, "1"),
      lacks: [{ element: "1", count: 1 }],
      alsoHas: [{ element: "1n", count: 1 }],
    },
    {
      name: "a window",
      a: elementsOf({ value: "x", timestamp: 5, window: new IntervalWindow(0, 10) }),
      b: elementsOf({ value: "x", timestamp: 5 }),
      lacks: [
        {
          element: "'x' at 1970-01-01T00:00:00.005Z in [1970-01-01T00:00:00.000Z, 1970-01-01T00:00:00.010Z)",
          count: 1,
        },
      ],
      alsoHas: [{ element: "'x' at 1970-01-01T00:00:00.005Z", count: 1 }],
    },
  ])("differ by $name", ({ a, b, lacks, alsoHas }) => {
    expect(compareOutputs(new Map([["Out", a]]), new Map([["Out", b]]))).toEqual([{ output: "Out", lacks, alsoHas }]);
  });

  it("differ when one is missing", () => {
    const differences = compareOutputs(new Map([["A", valuesOf(1)]]), new Map([["B", valuesOf(2)]]));
    expect(differences.map(({ output }) => output)).toEqual(["A", "B"]);
  });
});

describe("compareRunners", () => {
  // One in the place of two, to see what is compared: what it runs on is the business of its runners.
  const observed = (build: (p: Pipeline) => unknown) => compareRunners(build, { runners: ["direct", "direct"] });

  it("compares what no step takes, with tagged outputs and windows, and counts it", async () => {
    const { isEqual, outputs, runs } = await observed((p) => {
      const numbers = p.create("Numbers", [1, 2, 3]);
      numbers.filter("Odd", (n) => n % 2 === 1);
      numbers.withTimestamps("Times", (n) => n).window("Windows", fixedWindows(millis(2)));
    });
    expect({ isEqual, outputs }).toEqual({ isEqual: true, outputs: ["Odd", "Windows"] });
    expect(runs.map(({ elements }) => elements)).toEqual([5, 5]);
  });

  it("takes what a writing step is given in the place of what it returns", async () => {
    const { outputs, runs } = await observed((p) => {
      const lines = p.create("Lines", ["a", "b"]);
      lines.apply("Save", (pc) => {
        pc.apply("WriteLines", (inner) => inner.map("Inside", (line) => line.length)).map("Names", String);
      });
      lines.apply("WriteCsv", (pc) => pc.map("File", () => Math.random()));
    });
    expect({ outputs, elements: runs[0]?.elements }).toEqual({ outputs: ["Lines"], elements: 2 });
  });

  it("shows differences, and runs that fail", async () => {
    let runs = 0;
    const build = (p: Pipeline): void => {
      const run = ++runs;
      p.create([1]).map("Run", (n) => {
        if (run === 3) throw new RangeError("no third time");
        return n + run;
      });
    };
    const comparison = await compareRunners(build, { runners: ["direct", "direct", "direct"] });
    expect(comparison.isEqual).toBe(false);
    expect(comparison.runs[1]?.differences).toEqual([
      { output: "Run", lacks: [{ element: "2", count: 1 }], alsoHas: [{ element: "3", count: 1 }] },
    ]);
    expect(comparison.runs[2]?.error?.message).toContain("no third time");
  });

  it("is readable: a table of times, and what differs, with times and windows", async () => {
    let runs = 0;
    const build = (p: Pipeline): void => {
      const run = ++runs;
      if (run === 3) throw new RangeError("no third time");
      p.create([1, 1])
        .withTimestamps("Times", (n) => n * run * 5)
        .window("Windows", fixedWindows(millis(run * 10)));
    };
    const third = { ...directRunner, name: "third" };
    const error = await expectSameOnRunners(build, { runners: ["direct", "direct", third] }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PurlinError);
    const { facts, message } = error as PurlinError;
    expect(
      facts.result
        ?.replaceAll(/\d\.\d\d s/g, "0.01 s")
        .split("\n")
        .slice(0, 9),
    ).toEqual([
      "runner  time    elements  outcome",
      "direct  0.01 s  2         the others are compared with it",
      "direct  0.01 s  2         different",
      "third   0.00 s            failed".replace("0.00", "0.01"),
      "",
      '"Windows" on direct, compared with direct:',
      "  lacks     1 at 1970-01-01T00:00:00.005Z in [1970-01-01T00:00:00.000Z, 1970-01-01T00:00:00.010Z)  (2 times)",
      "  also has  1 at 1970-01-01T00:00:00.010Z in [1970-01-01T00:00:00.000Z, 1970-01-01T00:00:00.020Z)  (2 times)",
      "",
    ]);
    expect(facts.result).toContain("third failed:\n  RangeError: no third time");
    expect(message).toMatch(/^Not all runners give the same result of the pipeline\.\n/);
  });

  it("gives the comparison where all is the same, also of a runner without a name of its own", async () => {
    const mine = { ...directRunner, name: "mine" };
    const { isEqual, runs } = await expectSameOnRunners((p) => p.create([1]), { runners: ["direct", mine] });
    expect({ isEqual, names: runs.map(({ runner }) => runner) }).toEqual({ isEqual: true, names: ["direct", "mine"] });
  });

  it("carries what only the collection's own coder can", async () => {
    class Name {
      readonly text: string;
      constructor(text: string) {
        this.text = text;
      }
    }
    const nameCoder = customCoder<Name>({
      name: "compare-runners-name",
      isDeterministic: true,
      encode: ({ text }) => Buffer.from(text),
      decode: (bytes) => new Name(Buffer.from(bytes).toString()),
    });
    const { isEqual, runs } = await observed((p) => {
      p.create(["x", "y"])
        .map("Name", (text) => new Name(text))
        .withCoder(nameCoder);
    });
    expect({ isEqual, elements: runs[1]?.elements }).toEqual({ isEqual: true, elements: 2 });
  });
});
