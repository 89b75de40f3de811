import { describe, expect, it } from "vitest";
import { runNode } from "../cli/run-node.ts";
import reports from "./programs/reports.ts";

const programs = `${import.meta.dirname}/programs`;

describe("threads that run stages", { timeout: 60_000 }, () => {
  it("are given the options and values of the submission, and their metrics are those of the job", async () => {
    const { metrics } = await reports.run({ factor: 10, parallelism: 3, quiet: true });
    expect(metrics.counter("seen")).toBe(6);
    const [sizes] = metrics.distributions({ name: "sizes" });
    expect(sizes?.value).toMatchObject({ count: 6, sum: 21, min: 1, max: 6 });
    const setOf = (name: string): string[] =>
      metrics.stringSets({ name }).flatMap(({ value }) => [...value].toSorted());
    expect(setOf("places")).toEqual(["thread"]);
    expect(setOf("folders")).toEqual([process.env.NODE_COMPILE_CACHE ?? "none"]);
    expect(setOf("drawn")).toHaveLength(1);
    expect(setOf("products")).toEqual(["10", "20", "30", "40", "50", "60"]);
  });

  it("evaluate a script up to its run(), and print what its steps print, once", () => {
    const { status, stdout, stderr } = runNode(`${programs}/script.ts`, ["--parallelism=2", "--quiet", "--word=hello"]);
    expect(stderr).toBe("");
    expect(stdout.toString()).toBe("begins\nsays hello\ndone\n");
    expect(status).toBe(0);
  });

  it("refuse a program that has run another pipeline before", () => {
    const { status, stderr } = runNode(`${programs}/two-runs.ts`);
    expect(status).toBe(1);
    expect(stderr).toContain("its program has run another one before");
  });
});
