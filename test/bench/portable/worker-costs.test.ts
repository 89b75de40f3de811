import { describe, expect, it } from "vitest";
import { costOf, ratio, slope, type Cost } from "./worker-costs.ts";

describe("slope", () => {
  it("leaves out what a job costs whatever its size, and the slower one of two runs", () => {
    const costs: Cost[] = [
      { elements: 1_000_000, cpu: 9, wall: 30 },
      { elements: 1_000_000, cpu: 4, wall: 12 },
      { elements: 3_000_000, cpu: 8, wall: 18 },
      { elements: 3_000_000, cpu: 11, wall: 17 },
    ];
    expect(slope(costs, [1_000_000, 3_000_000])).toEqual({ cpu: 2, wall: 2.5 });
  });

  it("is no number where a size was not measured", () => {
    expect(slope([{ elements: 1, cpu: 1, wall: 1 }], [1, 2]).cpu).not.toBeLessThan(Infinity);
  });
});

describe("ratio", () => {
  it("is that of two costs, and no number where one is less than nothing", () => {
    expect(ratio(1, 4)).toBe(0.25);
    expect([ratio(-1, 4), ratio(1, -4), ratio(1, 0), ratio(NaN, 1)]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe("costOf", () => {
  const node = (program: string): Promise<Cost> => costOf(process.execPath, ["-e", program]);

  it("reads the cost among all else that a program prints", async () => {
    const cost = { elements: 10, cpu: 1, wall: 2 };
    expect(await node(`console.log('beginning'); console.log(${JSON.stringify(JSON.stringify(cost))})`)).toEqual(cost);
  });

  it("fails where a program ends well without a cost", async () => {
    await expect(node("console.log('nothing')")).rejects.toThrow(/has printed no cost/);
  });

  it("fails with what the program has complained of", async () => {
    await expect(node("console.error('out of elements'); process.exitCode = 3")).rejects.toThrow(
      /has ended with 3:\nout of elements/,
    );
  });
});
