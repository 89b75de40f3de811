// What a program does to its runs, and what a run does that never ends.
import { describe, expect, it } from "vitest";
import { millis, Pipeline, type CombineFn, type PCollection } from "../../sdk/index.ts";
import { checkCombineFnLaws, CombineFnLawError } from "../../sdk/testing/combine-fn-laws.ts";
import { Program } from "../direct/program.ts";
import { expectNoUnhandledRejection } from "../conformance/unhandled.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

describe("a pipeline that was run", () => {
  expectNoUnhandledRejection();

  it("may be run again, with the same result", async () => {
    const p = pipeline();
    const seen: number[] = [];
    p.create([1, 2]).map((n) => seen.push(n));
    await p.run();
    await p.run();
    expect(seen).toEqual([1, 2, 1, 2]);
  });

  it("fails again in the same way, and goes well when its function does", async () => {
    const p = pipeline();
    let isBroken = true;
    p.create([1]).map("S", (n) => {
      if (isBroken) throw new Error("boom");
      return n;
    });
    await expect(p.run()).rejects.toThrow('The function of step "S" failed: Error: boom');
    await expect(p.run()).rejects.toThrow('The function of step "S" failed: Error: boom');
    isBroken = false;
    await expect(p.run()).resolves.toMatchObject({ state: "done" });
  });
});

describe("a promise that never settles", () => {
  const hangs = `p.create([1]).map("Look up", () => new Promise(() => undefined));`;

  it("fails the job when nothing is left that could settle it", { timeout: 20_000 }, async () => {
    const program = new Program(`${hangs} await p.run();`);
    expect((await program.end()).by).toBe(1);
    expect(program.output).toContain("UnsettledFunctionError [PURLIN_UNSETTLED]");
    expect(program.output).toMatch(/steps that wait +Look up/);
  });

  it(
    "is told of while something else keeps the process alive, and when it is cancelled",
    { timeout: 20_000 },
    async () => {
      const program = new Program(
        `setInterval(() => undefined, 1_000);
      process.on("SIGINT", () => undefined);
      ${hangs}
      await p.run().catch((error) => { console.log(error.message); process.exit(3); });`,
        { quiet: false },
      );
      await program.says("waits for Look up");
      program.kill("SIGINT");
      expect((await program.end()).by).toBe(3);
      expect(program.output).toMatch(/The job was cancelled \(SIGINT\)[^]*steps that wait +Look up/);
    },
  );

  it("is passed on as a dead letter in time", async () => {
    const p = pipeline();
    const never = (): Promise<number> => new Promise(() => undefined);
    const { errors } = p.create([7]).mapSafe("S", never, { timeout: millis(10) });
    const told: unknown[] = [];
    errors.map(({ element, error }) => told.push([element, error.name]));
    await p.run();
    expect(told).toEqual([[7, "CallTimeoutError"]]);
  });
});

describe("a combination whose merging is not associative", () => {
  const average: CombineFn<number, number, number> = {
    createAccumulator: () => 0,
    addInput: (mean, n) => (mean + n) / 2,
    mergeAccumulators: (a, b) => (a + b) / 2,
    extractOutput: (mean) => mean,
  };

  it("is told of with the values and both results", () => {
    const check = (): void => {
      checkCombineFnLaws(average, [1, 2, 4]);
    };
    expect(check).toThrow(CombineFnLawError);
    expect(check).toThrow(
      /breaks a law: the order of the values doesn't matter[^]*values +\[ 1, 2, 4 \]\n +wanted +[\d.]+\n +got +[\d.]+\n/,
    );
  });
});

describe("a coercion of what a step hands on", () => {
  it("is not made: undefined, NaN and null are elements", async () => {
    const p = pipeline();
    const elements = [undefined, null, Number.NaN, -0, ""];
    const same: PCollection<unknown> = p.create<unknown>(elements).map((element) => element as null);
    expect(await same.collect()).toEqual(elements);
  });
});
