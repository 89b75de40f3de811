import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBytes, stringUtf8Coder, valueCoder } from "../sdk/index.ts";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { approximateUnique } from "./index.ts";
import { hash53 } from "./hyper-log-log.ts";

function estimate<T>(fn: ReturnType<typeof approximateUnique<T>>, values: Iterable<T>): number {
  let sketch = fn.createAccumulator();
  for (const value of values) sketch = fn.addInput(sketch, value);
  return fn.extractOutput(sketch);
}

function* range(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

describe("approximateUnique()", () => {
  it("is exact while different values are few, however they are combined", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.array(fc.nat(2)))), (values) => {
        checkCombineFnLaws(approximateUnique<unknown>(), values, {
          oracle: (list) => new Set(list.map((value) => encodeBytes(valueCoder, value).join())).size,
        });
      }),
    );
  });

  it("gives one estimate in any order, also while hashes become registers", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), (values) => {
        checkCombineFnLaws(approximateUnique<number>({ error: 0.26 }), values);
      }),
    );
  });

  it.each([
    { count: 2_000, error: 0.01 },
    { count: 3_000, error: 0.01 },
    { count: 50_000, error: 0.01 },
    { count: 300_000, error: 0.01 },
    { count: 20_000, error: 0.05 },
    { count: 1_000, error: 0.2 },
  ])("keeps to three times its error of $error for $count values", ({ count, error }) => {
    const found = estimate(approximateUnique<number>({ error }), range(count));
    expect(Math.abs(found / count - 1)).toBeLessThan(3 * error);
  });

  it("counts a value once that comes often", () => {
    const values = Array.from({ length: 20_000 }, (_, i) => `user ${String(i % 9_000)}`);
    const fn = approximateUnique<string>();
    expect(estimate(fn, values)).toBe(estimate(fn, new Set(values)));
  });

  it("takes values as the same whose encodings are, by a coder that it is given", () => {
    const lower = {
      ...stringUtf8Coder,
      encode: (...[text, ...rest]: Parameters<typeof stringUtf8Coder.encode>) => {
        stringUtf8Coder.encode(text.toLowerCase(), ...rest);
      },
    };
    expect(estimate(approximateUnique({ coder: lower }), ["a", "A", "b"])).toBe(2);
  });

  it.each([0, 0.001, 0.3, Number.NaN])("refuses an error of %d", (error) => {
    expect(() => approximateUnique({ error })).toThrow(
      new RangeError(`The error of approximateUnique is from 0.002 to 0.26; got ${String(error)}.`),
    );
  });
});

describe("hash53", () => {
  it("gives the same on every machine", () => {
    expect([hash53(new Uint8Array()), hash53(Buffer.from("purlin"))]).toMatchInlineSnapshot(`
      [
        1428916729753838,
        4327051845314005,
      ]
    `);
  });

  it("tells apart what differs in any one byte", () => {
    const hashes = new Set<number>();
    for (let at = 0; at < 8; at++) {
      for (let byte = 1; byte < 256; byte++) hashes.add(hash53(new Uint8Array(8).fill(byte, at, at + 1)));
    }
    expect(hashes.size).toBe(8 * 255);
  });
});
