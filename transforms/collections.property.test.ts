import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBytes, canonicalValueCoder, customCoder, decodeBytes, type KV } from "../sdk/index.ts";
import { checkCombineFnLaws } from "../sdk/testing/combine-fn-laws.ts";
import { all, any, DuplicateMapKeyError, max, toList, toMap, toSet, top } from "./index.ts";

const encoded = (value: unknown): string => Buffer.from(encodeBytes(canonicalValueCoder, value)).toString("hex");
const inAnyOrder = (values: Iterable<unknown>): string[] => [...values].map(encoded).sort();
const anything = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.record({ a: fc.nat(2) }),
  fc.array(fc.nat(1)),
  fc.constant(null),
);

describe("toList()", () => {
  it("has each value as often as it came, however they are combined", () => {
    fc.assert(
      fc.property(fc.array(anything), (values) => {
        checkCombineFnLaws(toList<unknown>(), values, {
          oracle: (list) => [...list],
          isSame: (a, b) => inAnyOrder(a).join() === inAnyOrder(b).join(),
        });
      }),
    );
  });
});

describe("toSet()", () => {
  it("has each value once, objects by what is in them, however they are combined", () => {
    fc.assert(
      fc.property(fc.array(anything), (values) => {
        checkCombineFnLaws(toSet<unknown>(), values, {
          oracle: (list) => new Set(list),
          isSame: (a, b) => inAnyOrder(b).join() === [...new Set(inAnyOrder(a))].join(),
        });
      }),
    );
  });
});

describe("toMap()", () => {
  const pairs = fc.array(fc.tuple(fc.oneof(fc.nat(3), fc.record({ id: fc.nat(2) })), fc.nat(10)));

  it("merges the values of a key, however pairs are combined", () => {
    const merged = toMap<unknown, number>({ merge: (a, b) => a + b });
    fc.assert(
      fc.property(pairs, (values) => {
        const sums = new Map<string, number>();
        for (const [key, value] of values) sums.set(encoded(key), (sums.get(encoded(key)) ?? 0) + value);
        checkCombineFnLaws(merged, values as KV<unknown, number>[], {
          isSame: (_, found) => {
            expect(new Map([...found].map(([key, value]) => [encoded(key), value]))).toEqual(sums);
            return true;
          },
        });
      }),
    );
  });

  it("refuses two values of one key where it isn't told how to merge them", () => {
    const fn = toMap<string, number>();
    const one = fn.addInput(fn.createAccumulator(), ["a", 1]);
    expect(() => fn.addInput(one, ["a", 2])).toThrow(DuplicateMapKeyError);
    const other = fn.addInput(fn.createAccumulator(), ["a", 2]);
    expect(() => fn.mergeAccumulators(one, other)).toThrow(
      [
        "toMap() has found two values of one key, and which one comes first is the runner's choice.",
        "  key  a",
        "Do one of:",
        "  - say what becomes of them:  toMap({ merge: (a, b) => ... })",
        "  - combine the values of each key before:  .combinePerKey(...)",
      ].join("\n"),
    );
  });
});

describe("any() and all()", () => {
  it("say what some and every say, however values are combined", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (values) => {
        const isLarge = (n: number): boolean => n > 2;
        checkCombineFnLaws(any(isLarge), values, { oracle: (list) => list.some(isLarge) });
        checkCombineFnLaws(all(isLarge), values, { oracle: (list) => list.every(isLarge) });
        const flags = values.map(isLarge);
        checkCombineFnLaws(any(), flags, { oracle: (list) => list.includes(true) });
        checkCombineFnLaws(all(), flags, { oracle: (list) => !list.includes(false) });
      }),
    );
  });
});

describe("the coders of accumulators that hold elements", () => {
  class Point {
    readonly x: number;
    constructor(x: number) {
      this.x = x;
    }
  }
  const pointCoder = customCoder<Point>({
    name: "point",
    encode: ({ x }) => Uint8Array.of(x),
    decode: ([x = 0]) => new Point(x),
  });
  const byX = (a: Point, b: Point): number => a.x - b.x;

  it.each([
    { name: "max", fn: max(byX) },
    { name: "top", fn: top(2, byX) },
    { name: "toList", fn: toList<Point>() },
  ])("are made of the elements' own: $name", ({ fn }) => {
    const coders = [fn.accumulatorCoder, fn.outputCoder];
    const accumulator = [3, 5, 4].reduce<unknown>(
      (held, x) => fn.addInput(held as never, new Point(x)),
      fn.createAccumulator(),
    );
    const contents = [accumulator, fn.extractOutput(accumulator as never), undefined].slice(0, 2);
    coders.forEach((coder, i) => {
      if (typeof coder !== "function") throw new Error("It is made of the coder of the input.");
      const own = coder(pointCoder);
      expect(decodeBytes<unknown>(own, encodeBytes<unknown>(own, contents[i]))).toEqual(contents[i]);
    });
  });
});
