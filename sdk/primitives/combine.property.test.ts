import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import { mean, scaled, sortedValues, sum } from "../testing/conformance/combine-fns.ts";
import {
  fixedWindows,
  millis,
  Pipeline,
  sessions,
  slidingWindows,
  type CombineFn,
  type CombinePerKeyOptions,
  type KV,
  type PCollection,
} from "../index.ts";

const combineFns: readonly CombineFn<number, never, unknown>[] = [sum, mean, sortedValues, scaled].map(
  (fn) => fn as unknown as CombineFn<number, never, unknown>,
);

const options = fc.record<CombinePerKeyOptions<number>>(
  {
    lift: fc.boolean(),
    hotKeyFanout: fc.oneof(
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom<(key: number) => number>(
        (key) => (key === 0 ? 4 : 1),
        () => 1,
        (key) => key + 1,
      ),
    ),
  },
  { requiredKeys: [] },
);

type Pairs = PCollection<KV<number, number>>;

const windowings = fc.constantFrom<(pairs: Pairs) => Pairs>(
  (pairs) => pairs,
  (pairs) => pairs.window(fixedWindows(millis(10))),
  (pairs) => pairs.window(slidingWindows(millis(10), { period: millis(5) })),
  (pairs) => pairs.window(sessions(millis(3))),
);

type Result = readonly [key: number, output: unknown, timestamp: number];

async function combined(
  pairs: readonly KV<number, number>[],
  windowed: (pairs: Pairs) => Pairs,
  fn: CombineFn<number, never, unknown>,
  how: CombinePerKeyOptions<number>,
): Promise<Result[]> {
  const p = Pipeline.create({ quiet: true });
  const timed = windowed(p.create(pairs).withTimestamps(([, value]) => value))
    .combinePerKey(fn, how)
    .map(([key, output], { timestamp }): Result => [key, output, timestamp]);
  const kept = keep(timed);
  await p.run();
  return (valuesOf(kept) as Result[]).sort((a, b) => a[0] - b[0] || a[2] - b[2]);
}

describe("combinePerKey", () => {
  it("gives the same results whether it is lifted or not, with any fan-out, in windows of any kind", async () => {
    const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(60)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        pairs,
        windowings,
        fc.constantFrom(...combineFns),
        options,
        async (elements, windowed, fn, how) => {
          expect(await combined(elements, windowed, fn, how)).toEqual(await combined(elements, windowed, fn, {}));
        },
      ),
      { numRuns: 150 },
    );
  });
});
