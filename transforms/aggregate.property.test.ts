import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  customCoder,
  decodeBytes,
  encodeBytes,
  Pipeline,
  valueCoder,
  varintCoder,
  type Coder,
  type CombineCoder,
  type CombineFn,
} from "../sdk/index.ts";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { keep, valuesOf } from "../test/conformance/keep.ts";
import { aggregate, approximateUnique, count, max, mean, min, of, quantiles, sum, toList, top } from "./index.ts";

interface Sale {
  readonly shop: string;
  readonly amount: number;
}

const sales = fc.record({ shop: fc.constantFrom("a", "b", "c"), amount: fc.nat(100) });

/** What only its own coder can write. */
class Price {
  readonly cents: number;
  readonly format = (): string => (this.cents / 100).toFixed(2);

  constructor(cents: number) {
    this.cents = cents;
  }
}

const priceCoder = customCoder<Price>({
  name: "price",
  encode: ({ cents }) => Buffer.from(String(cents)),
  decode: (bytes) => new Price(Number(Buffer.from(bytes).toString())),
});

const byCents = (a: Price, b: Price): number => a.cents - b.cents;

function ofInput<T>(coder: CombineCoder<T> | undefined, input: Coder<unknown>): Coder<T> {
  if (typeof coder !== "function") throw new Error("An aggregate makes its coders of that of its input.");
  return coder(input);
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe("aggregate()", () => {
  it("gives what each of its CombineFns gives alone, nested ones too, however values are combined", () => {
    const all = aggregate({
      total: of((sale: Sale) => sale.amount, sum()),
      mean: of((sale: Sale) => sale.amount, mean()),
      best: top(2, (a: Sale, b: Sale) => a.amount - b.amount),
      n: count(),
      inner: aggregate({
        least: of((sale: Sale) => sale.amount, min()),
        shops: of((sale: Sale) => sale.shop, approximateUnique()),
      }),
    });
    fc.assert(
      fc.property(fc.array(sales), (values) => {
        const amounts = values.map(({ amount }) => amount);
        const total = amounts.reduce((a, b) => a + b, 0);
        const oracle = {
          total,
          mean: total / amounts.length,
          best: sorted(amounts).toReversed().slice(0, 2),
          n: values.length,
          inner: { least: sorted(amounts)[0], shops: new Set(values.map(({ shop }) => shop)).size },
        };
        checkCombineFnLaws(all, values, {
          isSame: (_, { best, ...others }) => {
            expect({ ...others, best: best.map(({ amount }) => amount) }).toEqual(oracle);
            return true;
          },
        });
      }),
    );
  });

  it("writes accumulators and results by the coders of its CombineFns where the value coder could not", () => {
    const fn = aggregate({ dearest: max(byCents), n: count(), all: toList<Price>() });
    const [accumulators, results] = [ofInput(fn.accumulatorCoder, priceCoder), ofInput(fn.outputCoder, priceCoder)];
    let accumulator = fn.createAccumulator();
    for (const cents of [150, 250, 50]) accumulator = fn.addInput(accumulator, new Price(cents));
    const result = fn.extractOutput(decodeBytes(accumulators, encodeBytes(accumulators, accumulator)));
    const back = decodeBytes(results, encodeBytes(results, result));
    expect([back.dearest?.format(), back.n, back.all.map((price) => price.format())]).toEqual([
      "2.50",
      3,
      ["1.50", "2.50", "0.50"],
    ]);
  });

  it("leaves to the value coder what that can carry", () => {
    const fn = aggregate({ n: count(), quartiles: of((value: number) => value, sum()) });
    const coders = [ofInput<unknown>(fn.accumulatorCoder, varintCoder), ofInput<unknown>(fn.outputCoder, varintCoder)];
    expect(coders).toEqual([valueCoder, valueCoder]);
  });

  it("sets up and tears down each of its CombineFns, with resources of its own", async () => {
    const events: string[] = [];
    const times = (factor: number): CombineFn<number, number, number> => ({
      setup: async () => {
        events.push(`open ${String(factor)}`);
        return Promise.resolve({ factor });
      },
      createAccumulator: () => 0,
      addInput: (total, value, context) => total + value * (context?.resources as { factor: number }).factor,
      mergeAccumulators: (a, b) => a + b,
      extractOutput: (total) => total,
      teardown: (resources) => events.push(`close ${String((resources as { factor: number }).factor)}`),
    });
    const p = Pipeline.create({ quiet: true });
    const kept = keep(
      p
        .create([1, 2, 3])
        .keyBy(() => "all")
        .combinePerKey(aggregate({ one: times(1), n: count(), ten: of((n: number) => n, times(10)) })),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual([["all", { one: 6, n: 3, ten: 60 }]]);
    for (const factor of ["1", "10"]) {
      const opened = events.filter((event) => event === `open ${factor}`).length;
      expect(opened).toBeGreaterThan(0);
      expect(events.filter((event) => event === `close ${factor}`)).toHaveLength(opened);
    }
  });

  it("tears down what was set up before a CombineFn whose setup fails", async () => {
    let open = 0;
    const counted: CombineFn<unknown, number, number> = {
      ...count(),
      setup: () => open++,
      teardown: () => open--,
    };
    const failing = { ...count(), setup: () => Promise.reject(new Error("no connection")) };
    const p = Pipeline.create({ quiet: true });
    p.create([1])
      .keyBy((n) => n)
      .combinePerKey(aggregate({ counted, failing }));
    await expect(p.run()).rejects.toThrow("no connection");
    expect(open).toBe(0);
  });

  it.each<{ name: string; fns: unknown; message: string }>([
    { name: "nothing", fns: {}, message: "aggregate({ name: combineFn, ... }) takes at least one CombineFn." },
    {
      name: "the function that makes a CombineFn",
      fns: { total: sum },
      message: 'aggregate(...) takes a CombineFn for "total", not a function: call it, as in sum().',
    },
    { name: "no CombineFn", fns: { total: 7 }, message: 'aggregate(...) takes a CombineFn for "total".' },
  ])("refuses $name", ({ fns, message }) => {
    expect(() => aggregate(fns as Record<string, CombineFn<number, unknown, number>>)).toThrow(new TypeError(message));
  });

  it("refuses a promise, which would be hidden in its result", async () => {
    const later = { ...sum(), extractOutput: () => Promise.resolve(1) };
    const p = Pipeline.create({ quiet: true });
    p.create([1]).combineGlobally(aggregate({ later }));
    await expect(p.run()).rejects.toThrow(
      'The functions of a CombineFn must be synchronous; those of "later" are not.',
    );
  });
});

describe("of()", () => {
  it("combines what it makes of values, by the laws of the CombineFn within", () => {
    const medians = of((sale: Sale) => sale.amount, quantiles<number>([0.5]));
    fc.assert(
      fc.property(fc.array(sales), (values) => {
        checkCombineFnLaws(medians, values, {
          oracle: (list) => {
            const amounts = sorted(list.map(({ amount }) => amount));
            return amounts.slice(Math.max(0, Math.ceil(amounts.length / 2) - 1)).slice(0, 1);
          },
        });
      }),
    );
  });
});
