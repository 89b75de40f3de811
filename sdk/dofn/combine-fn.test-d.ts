import { describe, expectTypeOf, it } from "vitest";
import { combineFn, sideInput, type CombineFn, type PCollection } from "../index.ts";

declare const amounts: PCollection<number>;
declare const pairs: PCollection<[string, number]>;
declare const rates: PCollection<[string, number]>;

const withRates = combineFn<number, string>()({
  side: { rates: sideInput.map<string, number>(), factor: sideInput.singleton<number>() },
  setup: async () => Promise.resolve({ digits: 2 }),
  createAccumulator: () => ({ total: 0 }),
  addInput: (accumulator, n, { side, resources }) => {
    expectTypeOf(accumulator).toEqualTypeOf<{ total: number }>();
    expectTypeOf(side.rates).toEqualTypeOf<ReadonlyMap<string, number>>();
    expectTypeOf(resources).toEqualTypeOf<{ digits: number }>();
    return { total: accumulator.total + n * side.factor };
  },
  mergeAccumulators: (a, b) => ({ total: a.total + b.total }),
  extractOutput: ({ total }, { resources }) => total.toFixed(resources.digits),
});

describe("combineFn()", () => {
  it("makes a plain CombineFn where there are no side inputs", () => {
    const opened = combineFn<number, number>()({
      setup: () => ({ base: 1 }),
      createAccumulator: ({ resources }): number => resources.base,
      addInput: (total, n) => total + n,
      mergeAccumulators: (a, b) => a + b,
      extractOutput: (total) => total,
    });
    expectTypeOf(opened).toEqualTypeOf<CombineFn<number, number, number>>();
    expectTypeOf(amounts.combineGlobally(opened)).toEqualTypeOf<PCollection<number>>();
  });

  it("makes one that wants the side inputs that it declares", () => {
    const side = { rates: rates.asMap(), factor: amounts.asSingleton() };
    expectTypeOf(pairs.combinePerKey("Name", withRates, { side })).toEqualTypeOf<PCollection<[string, string]>>();
    expectTypeOf(amounts.combineGlobally("Name", withRates, { side, emptyDefault: false })).toEqualTypeOf<
      PCollection<string>
    >();
    // @ts-expect-error -- its side inputs are missing
    pairs.combinePerKey("Name", withRates);
    // @ts-expect-error -- one is missing
    pairs.combinePerKey("Name", withRates, { side: { rates: rates.asMap() } });
    // @ts-expect-error -- one is of another kind
    pairs.combinePerKey("Name", withRates, { side: { rates: rates.asList(), factor: amounts.asSingleton() } });
    // @ts-expect-error -- all values travel to where the side inputs are
    pairs.combinePerKey(withRates, { side, hotKeyFanout: 3 });
    // @ts-expect-error -- strings are no numbers
    rates.keys().combineGlobally(withRates, { side });
  });
});
