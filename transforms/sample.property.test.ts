import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { sample } from "./index.ts";

/** Makes draws come again in every run: a generator of D. H. Lehmer. */
function drawFrom(seed: number): void {
  let state = seed;
  vi.spyOn(Math, "random").mockImplementation(() => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("sample()", () => {
  it("gives some of the values, each no more often than it came, and all where they are few", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), fc.integer({ min: 1, max: 6 }), (values, n) => {
        const isSample = (_: readonly number[], found: readonly number[]): boolean =>
          found.length === Math.min(n, values.length) &&
          found.every((value) => count(value, found) <= count(value, values));
        checkCombineFnLaws(sample<number>(n), values, { isSame: isSample });
      }),
    );
  });

  it("takes each value with the same chance, wherever it comes and in whatever part", () => {
    drawFrom(1);
    const fn = sample<number>(4);
    const taken = new Array<number>(20).fill(0);
    const runs = 5_000;
    for (let run = 0; run < runs; run++) {
      const parts = [fn.createAccumulator(), fn.createAccumulator(), fn.createAccumulator()] as const;
      // Parts of very different sizes.
      for (let value = 0; value < 20; value++) fn.addInput(parts[value < 1 ? 0 : value < 5 ? 1 : 2], value);
      const all = fn.mergeAccumulators(fn.mergeAccumulators(parts[0], parts[1]), parts[2]);
      for (const value of fn.extractOutput(all)) taken[value] = (taken[value] ?? 0) + 1;
    }
    // A fifth of the runs each, within four standard deviations.
    for (const times of taken) expect(Math.abs(times - runs / 5)).toBeLessThan(4 * Math.sqrt(runs * 0.2 * 0.8));
  });

  it("never holds more than twice what it gives", () => {
    const fn = sample<number>(3);
    let held = fn.createAccumulator();
    for (let i = 0; i < 1_000; i++) {
      held = fn.addInput(held, i);
      expect(held.drawn.length).toBeLessThanOrEqual(6);
    }
  });

  it.each([0, -1, 1.5, Number.NaN])("takes a whole number of at least 1, not %d", (n) => {
    expect(() => sample(n)).toThrow(new RangeError(`sample takes a whole number of at least 1; got ${String(n)}.`));
  });
});

function count(wanted: number, values: readonly number[]): number {
  return values.filter((value) => value === wanted).length;
}
