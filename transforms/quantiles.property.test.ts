import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { natural, quantiles, type QuantileSketch } from "./index.ts";

/** Adds the values to as many accumulators as there are cuts, and merges these. */
function sketchOf(
  fn: ReturnType<typeof quantiles<number>>,
  parts: readonly (readonly number[])[],
): QuantileSketch<number> {
  return parts
    .map((values) => values.reduce((sketch, value) => fn.addInput(sketch, value), fn.createAccumulator()))
    .reduce((a, b) => fn.mergeAccumulators(a, b), fn.createAccumulator());
}

/** The least value that has at least this part of the values at or below it. */
function exact<T>(sorted: readonly T[], part: number): T | undefined {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}

describe("quantiles()", () => {
  const parts = [0, 0.1, 0.25, 0.5, 0.9, 1];

  it("are exact while one level holds all values, however these are combined", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true })), (values) => {
        checkCombineFnLaws(quantiles<number>(parts), values, {
          oracle: (list) =>
            list.length === 0 ? [] : parts.map((part) => exact(list.toSorted(natural), part) as number),
        });
      }),
    );
  });

  it("keep to their error, in any order and however values are cut, with the least and the greatest exact", () => {
    const error = 0.1;
    const fn = quantiles<number>(parts, { error });
    const count = 5000;
    fc.assert(
      fc.property(
        fc.constantFrom<(i: number) => number>(
          (i) => i,
          (i) => count - i,
          (i) => (i * 2741) % count,
          (i) => (i % 2 === 0 ? i : count - i),
          (i) => i % 7,
        ),
        fc.array(fc.integer({ min: 0, max: count }), { maxLength: 20 }),
        (valueAt, places) => {
          const values = Array.from({ length: count }, (_, i) => valueAt(i));
          const cuts = [0, ...places.toSorted((a, b) => a - b), count];
          const sketch = sketchOf(
            fn,
            cuts.slice(1).map((to, i) => values.slice(cuts[i], to)),
          );
          const sorted = values.toSorted(natural);
          fn.extractOutput(sketch).forEach((found, i) => {
            const wanted = parts[i] as number;
            const [low, high] = [wanted - error, wanted + error].map((part) =>
              exact(sorted, Math.min(1, Math.max(0, part))),
            );
            expect(found).toBeGreaterThanOrEqual(low as number);
            expect(found).toBeLessThanOrEqual(high as number);
          });
          expect(fn.extractOutput(sketch)).toMatchObject({ 0: sorted[0], 5: sorted.at(-1) });
        },
      ),
      { numRuns: 50 },
    );
  });

  it("hold no more than their error asks for", () => {
    const fn = quantiles<number>(5, { error: 0.1 });
    const values = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_000);
    const { levels } = sketchOf(fn, [values]);
    expect(levels.length).toBeLessThan(14);
    for (const level of levels) expect(level.length).toBeLessThan(240);
  });

  it.each<{ points: number; expected: number[] }>([
    { points: 1, expected: [3] },
    { points: 2, expected: [1, 5] },
    { points: 5, expected: [1, 2, 3, 4, 5] },
  ])("are $points in number where a number is given", ({ points, expected }) => {
    const fn = quantiles<number>(points);
    expect(
      fn.extractOutput(
        sketchOf(fn, [
          [5, 3],
          [1, 2, 4],
        ]),
      ),
    ).toEqual(expected);
  });

  it("have the order that they are given", () => {
    const fn = quantiles<string>([0, 1], { compare: (a, b) => a.length - b.length });
    const sketch = ["ccc", "a", "bb"].reduce((held, word) => fn.addInput(held, word), fn.createAccumulator());
    expect(fn.extractOutput(sketch)).toEqual(["a", "ccc"]);
  });

  it.each<{ name: string; make: () => unknown; message: string }>([
    {
      name: "no values",
      make: () => quantiles(0),
      message: "quantiles returns a whole number of values, at least 1; got 0.",
    },
    {
      name: "a part beyond all",
      make: () => quantiles([0.5, 95]),
      message: "A part of all values is between 0 and 1; got 95.",
    },
    {
      name: "no part",
      make: () => quantiles([Number.NaN]),
      message: "A part of all values is between 0 and 1; got NaN.",
    },
    {
      name: "no error",
      make: () => quantiles(5, { error: 0 }),
      message: "The error of quantiles is between 0 and 1; got 0.",
    },
  ])("refuse $name", ({ make, message }) => {
    expect(make).toThrow(new RangeError(message));
  });
});
