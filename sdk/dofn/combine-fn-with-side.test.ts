import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCombineFnLaws } from "../testing/combine-fn-laws.ts";
import { combineFn, sideInput } from "../index.ts";

const functions = {
  createAccumulator: () => 0,
  mergeAccumulators: (a: number, b: number) => a + b,
  extractOutput: (total: number) => total,
};

describe("combineFn()", () => {
  it("makes a CombineFn that is called without a context where it needs none", () => {
    const total = combineFn<number, number>()({
      ...functions,
      addInput: (total, n, { side }) => total + n + Object.keys(side).length,
    });
    expect(total.addInput(total.createAccumulator(), 3)).toBe(3);
    fc.assert(
      fc.property(fc.array(fc.nat()), (values) => {
        checkCombineFnLaws(total, values, { oracle: (list) => list.reduce((a, b) => a + b, 0) });
      }),
    );
  });

  it("makes one whose laws are checked with the resources and side inputs that it would have", () => {
    const scaled = combineFn<number, number>()({
      ...functions,
      side: { factor: sideInput.singleton<number>() },
      setup: () => ({ base: 1 }),
      addInput: (total, n, { side, resources }) => total + n * side.factor + resources.base,
    });
    const context = { resources: { base: 1 }, side: { factor: 10 } };
    fc.assert(
      fc.property(fc.array(fc.nat(1_000)), (values) => {
        const oracle = (list: readonly number[]): number => list.reduce((a, b) => a + b * 10 + 1, 0);
        checkCombineFnLaws(scaled.fn, values, { context, oracle });
      }),
    );
  });
});
