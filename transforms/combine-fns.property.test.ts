import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pipeline, type CombineFn, type PCollection } from "../sdk/index.ts";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { keep, valuesOf } from "../test/conformance/keep.ts";
import { count, countPerElement, countPerKey, max, mean, min, natural, sum, top } from "./index.ts";

// Sums of these are exact, so that they are the same in any order.
const integers = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
const doubles = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 1, Infinity));
const dates = fc.date({ noInvalidDate: false });
const byLength = (a: string, b: string): number => a.length - b.length || natural(a, b);

interface Case<I, O> {
  readonly name: string;
  readonly fn: CombineFn<I, unknown, O>;
  readonly values: fc.Arbitrary<I>;
  readonly oracle: (values: readonly I[]) => O;
}

/** Hides the types of a case, which fit each other, for a table of many. */
function lawful<I, A, O>(row: {
  name: string;
  fn: CombineFn<I, A, O>;
  values: fc.Arbitrary<I>;
  oracle: (v: readonly I[]) => O;
}): Case<unknown, unknown> {
  return row as unknown as Case<unknown, unknown>;
}

const cases = [
  lawful({ name: "count()", fn: count(), values: fc.anything(), oracle: (v) => v.length }),
  lawful({ name: "sum()", fn: sum(), values: integers, oracle: (v) => v.reduce((a, b) => a + b, 0) }),
  lawful({ name: "mean()", fn: mean(), values: integers, oracle: (v) => v.reduce((a, b) => a + b, 0) / v.length }),
  lawful({ name: "max() of numbers", fn: max<number>(), values: doubles, oracle: (v) => v.toSorted(natural).at(-1) }),
  lawful({ name: "min() of numbers", fn: min<number>(), values: doubles, oracle: (v) => v.toSorted(natural)[0] }),
  lawful({
    name: "max() of strings",
    fn: max<string>(),
    values: fc.string(),
    oracle: (v) => v.toSorted()[v.length - 1],
  }),
  lawful({ name: "min() of bigints", fn: min<bigint>(), values: fc.bigInt(), oracle: (v) => v.toSorted(natural)[0] }),
  lawful({ name: "max() of Dates", fn: max<Date>(), values: dates, oracle: (v) => v.toSorted(natural).at(-1) }),
  lawful({ name: "min(compare)", fn: min(byLength), values: fc.string(), oracle: (v) => v.toSorted(byLength)[0] }),
  ...[1, 2, 5].map((n) =>
    lawful({
      name: `top(${String(n)})`,
      fn: top<number>(n),
      values: doubles,
      oracle: (v) => v.toSorted(natural).reverse().slice(0, n),
    }),
  ),
  lawful({
    name: "top(3, compare)",
    fn: top(3, byLength),
    values: fc.string(),
    oracle: (v) => v.toSorted(byLength).reverse().slice(0, 3),
  }),
];

describe("the library's CombineFns", () => {
  it.each(cases)("give what their plainest form gives, however they are combined: $name", ({ fn, values, oracle }) => {
    fc.assert(fc.property(fc.array(values), (list) => checkCombineFnLaws(fn, list, { oracle })));
  });

  it.each<{ name: string; fn: CombineFn<never, unknown, unknown>; result: unknown }>([
    { name: "count()", fn: count(), result: 0 },
    { name: "sum()", fn: sum(), result: 0 },
    { name: "mean()", fn: mean(), result: Number.NaN },
    { name: "max()", fn: max(), result: undefined },
    { name: "min()", fn: min(), result: undefined },
    { name: "top(2)", fn: top(2), result: [] },
  ])("have a result of no values: $name", ({ fn, result }) => {
    expect(fn.extractOutput(fn.createAccumulator())).toEqual(result);
  });
});

describe("the natural order", () => {
  it("is total: it sorts the same values the same way from any order", () => {
    const mixed = fc.array(doubles);
    fc.assert(
      fc.property(mixed, (values) => {
        const sorted = values.toSorted(natural);
        expect(values.toReversed().toSorted(natural)).toEqual(sorted);
        expect(sorted.every((value, i) => i === 0 || natural(sorted[i - 1]!, value) <= 0)).toBe(true);
      }),
    );
  });

  it("is that of <, with NaN after all others and -0 before 0", () => {
    expect([Number.NaN, 1, 0, -0, -Infinity, Infinity].toSorted(natural)).toEqual([
      -Infinity,
      -0,
      0,
      1,
      Infinity,
      Number.NaN,
    ]);
    expect(["b", "a", "B", "ä"].toSorted(natural)).toEqual(["B", "a", "b", "ä"]);
    expect([3n, -(2n ** 70n), 2n ** 70n].toSorted(natural)).toEqual([-(2n ** 70n), 3n, 2n ** 70n]);
    const [early, late, never] = [new Date(0), new Date(1), new Date(Number.NaN)];
    expect([never, late, early].toSorted(natural)).toEqual([early, late, never]);
    expect(natural(new Date(5), new Date(5))).toBe(0);
  });
});

describe("top", () => {
  it("never holds more than twice what it gives", () => {
    const fn = top<number>(3);
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer())), (parts) => {
        const full = parts.map((values) => {
          let accumulator = fn.createAccumulator();
          for (const value of values) {
            accumulator = fn.addInput(accumulator, value);
            expect(accumulator.length).toBeLessThanOrEqual(6);
          }
          return accumulator;
        });
        const merged = full.reduce((a, b) => fn.mergeAccumulators(a, b), fn.createAccumulator());
        expect(merged.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])("takes a whole number of at least 1, not %d", (n) => {
    expect(() => top(n)).toThrow(new RangeError(`top takes a whole number of at least 1; got ${String(n)}.`));
  });
});

describe("counting", () => {
  it("counts each element, whatever it is", async () => {
    const elements = ["be", "to", "be", "", null, undefined, null, 1, "1", 1n];
    const counts = await elementsOf(pipeline().create(elements).apply(countPerElement()));
    expect(new Map(counts as [unknown, number][])).toEqual(
      new Map<unknown, number>([
        ["be", 2],
        ["to", 1],
        ["", 1],
        [null, 2],
        [undefined, 1],
        [1, 1],
        ["1", 1],
        [1n, 1],
      ]),
    );
  });

  it("counts objects and arrays by what is in them", async () => {
    const elements = [{ a: 1, b: [2] }, { b: [2], a: 1 }, { a: 1 }, [1, 2], [1, 2]];
    const counts = (await elementsOf(pipeline().create(elements).apply(countPerElement()))) as [unknown, number][];
    expect(counts).toHaveLength(3);
    expect(counts).toEqual(
      expect.arrayContaining([
        [{ a: 1, b: [2] }, 2],
        [{ a: 1 }, 1],
        [[1, 2], 2],
      ]),
    );
  });

  it("counts the values of each key, also those that are nothing", async () => {
    const pairs = pipeline().create([
      ["a", null],
      ["b", undefined],
      ["a", null],
    ] as [string, null | undefined][]);
    const counts = await elementsOf(pairs.apply("PerKey", countPerKey()));
    expect(new Map(counts as [string, number][])).toEqual(
      new Map([
        ["a", 2],
        ["b", 1],
      ]),
    );
  });

  it("gives nothing of nothing", async () => {
    expect(await elementsOf(pipeline().create<string>([]).apply(countPerElement()))).toEqual([]);
  });

  it("names its steps after itself", () => {
    const p = pipeline();
    p.create(["a"]).apply(countPerElement());
    expect(p.graph().roots.map(({ uniqueName }) => uniqueName)).toEqual(["Create", "CountPerElement"]);
  });
});

function pipeline(): Pipeline {
  return Pipeline.create({ quiet: true });
}

async function elementsOf(collection: PCollection<unknown>): Promise<unknown[]> {
  const kept = keep(collection);
  await collection.pipeline.run();
  return valuesOf(kept);
}
