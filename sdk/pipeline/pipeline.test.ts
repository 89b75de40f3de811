import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import { Pipeline } from "../index.ts";

describe("a pipeline's options", () => {
  it("have the defaults of every pipeline, but for what was said", () => {
    expect(Pipeline.create().options).toEqual({ runner: "direct", quiet: false, verbose: false });
    const options = Pipeline.create({ quiet: true, limit: 3 }).options;
    expect(options).toEqual({ runner: "direct", quiet: true, verbose: false, limit: 3 });
  });

  it("keep a default where an option is undefined, and have the option all the same", () => {
    const options = { runner: undefined, output: undefined } as unknown as { quiet?: boolean; output?: string };
    expect(Pipeline.create(options).options).toEqual({ runner: "direct", quiet: false, verbose: false });
    expect(Object.keys(Pipeline.create(options).options)).toContain("output");
  });
});

describe("a pipeline", () => {
  it("can be translated again and again, and grow in between", async () => {
    const p = Pipeline.create({ quiet: true });
    const words = p.create(["a"]);
    const before = Object.keys((await p.toProto()).components!.transforms);
    words.map((word) => word);
    const after = Object.keys((await p.toProto()).components!.transforms);
    expect(after).toEqual([...before, "Map"]);
  });

  it("can be run again", async () => {
    const p = Pipeline.create({ quiet: true });
    const kept = keep(p.create(["a", "b"]));
    await p.run();
    await p.run();
    expect(valuesOf(kept).sort()).toEqual(["a", "a", "b", "b"]);
  });

  it("gives its metrics by the full names of the steps", async () => {
    const p = Pipeline.create({ quiet: true });
    p.create([1, 2, 3]).apply("Check", (numbers) =>
      numbers.map("Odd", (n, { metrics }) => {
        if (n % 2 === 1) metrics.counter("odd").inc();
        metrics.distribution("size").update(n);
        return n;
      }),
    );
    const { state, metrics } = await p.run();
    expect(state).toBe("done");
    expect(metrics.counters()).toEqual([{ step: "Check/Odd", name: "odd", value: 2, attempted: 2, committed: 2 }]);
    expect(metrics.distributions()).toEqual([
      expect.objectContaining({ step: "Check/Odd", name: "size", value: { count: 3, sum: 6, min: 1, max: 3 } }),
    ]);
  });

  it("grows in linear time: 4 times the steps take far less than 16 times as long", { timeout: 60_000 }, async () => {
    const timeOf = async (steps: number): Promise<number> => {
      const begin = process.cpuUsage();
      const p = Pipeline.create();
      let pairs = p.create([["a", 1]]);
      for (let i = 0; i < steps; i += 5) {
        pairs = pairs
          .apply((input) => input.filter(([, n]) => n > 0).mapValues((n) => n))
          .map(([key, n]) => [key, n])
          .reshuffle();
      }
      await p.toProto();
      return process.cpuUsage(begin).user;
    };
    // The best of three: of the processor's time, which others make no longer than the caches that they empty do.
    const bestTimeOf = async (steps: number): Promise<number> =>
      Math.min(await timeOf(steps), await timeOf(steps), await timeOf(steps));
    await timeOf(500);
    const small = await bestTimeOf(2_500);
    expect((await bestTimeOf(10_000)) / small).toBeLessThan(10);
  });
});
