import { describe, expect, it } from "vitest";
import type { Element } from "../../index.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { localObserver } from "./local-observer.ts";
import { runConformancePipelines } from "../../../test/conformance/run-all.ts";
import { runCase } from "./run-case.ts";
import { passes } from "./run-suite.ts";
import { conformanceCases } from "../../../test/conformance/suite.ts";

const run = (conformanceCase: Omit<ConformanceCase, "name">): Promise<string[]> =>
  runCase({ name: "a case", ...conformanceCase }, { runner: "direct", observer: localObserver() });

describe("runCase", () => {
  it.each<{ name: string; made: readonly Element[]; expected: readonly unknown[]; problems: string[] }>([
    { name: "takes any order", made: [1, 2], expected: [2, 1], problems: [] },
    { name: "misses an element", made: [1], expected: [1, 1], problems: ["out: lacks 1"] },
    { name: "finds one too many", made: [1, 1], expected: [1], problems: ["out: also has 1"] },
    { name: "tells 0 from -0", made: [0], expected: [-0], problems: ["out: lacks -0", "out: also has 0"] },
    { name: "knows NaN", made: [Number.NaN], expected: [Number.NaN], problems: [] },
  ])("$name", async ({ made, expected, problems }) => {
    expect(await run({ build: (p) => ({ out: p.create(made) }), expected: { out: expected } })).toEqual(problems);
  });

  it("refuses expectations of a collection that was not built, and the other way round", async () => {
    expect(await run({ build: (p) => ({ made: p.create([]) }), expected: { wanted: [] } })).toEqual([
      "made: is not both built and expected",
      "wanted: is not both built and expected",
    ]);
  });

  it("compares counters", async () => {
    expect(await run({ build: (p) => ({ out: p.create([]) }), expected: { out: [] }, counters: { seen: 1 } })).toEqual([
      "counter seen: 0 instead of 1",
    ]);
  });
});

describe("the suite", () => {
  it("names each case once", () => {
    expect(new Set(conformanceCases.map(({ name }) => name)).size).toBe(conformanceCases.length);
  });

  it("runs whole in one process", async () => {
    await runConformancePipelines();
  });

  it("tells a skipped case that passes from one that does not", async () => {
    expect(await passes(() => Promise.resolve([]))).toBe(true);
    expect(await passes(() => Promise.resolve(["out: lacks 1"]))).toBe(false);
    expect(await passes(() => Promise.reject(new Error("can't run")))).toBe(false);
  });
});
