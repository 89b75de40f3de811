import { describe, expect, it } from "vitest";
import { customCoder, varintCoder, type CombineFn } from "../index.ts";
import { checkCombineFnLaws, CombineFnLawError } from "./combine-fn-laws.ts";

type Numbers = CombineFn<number, number[], unknown>;

const sorted: Numbers = {
  createAccumulator: () => [],
  addInput: (held, value) => [...held, value],
  mergeAccumulators: (a, b) => [...a, ...b],
  extractOutput: (held) => held.toSorted((a, b) => a - b),
  compact: (held) => held.toSorted((a, b) => a - b),
};

const shared: number[] = [];
const merged = new WeakSet<number[]>();

const lossyCoder = customCoder<number[]>({
  name: "lossy",
  encode: (held) => Uint8Array.from(held),
  decode: (bytes) => [...bytes].slice(1),
});

const broken: readonly { claim: string; fn: Numbers; values?: number[] }[] = [
  { claim: "the order of the values doesn't matter", fn: { ...sorted, extractOutput: (held) => held } },
  {
    claim: "each accumulator is its own: two that are filled in turns don't mix",
    fn: {
      ...sorted,
      createAccumulator: () => {
        shared.length = 0;
        return shared;
      },
      addInput(held, value) {
        held.push(value);
        return held;
      },
    },
  },
  {
    claim: "merging accumulators gives what adding all of their values gives",
    fn: { ...sorted, mergeAccumulators: (a, b) => [...a, ...b.slice(Math.sign(a.length))] },
  },
  {
    claim: "merging is commutative",
    fn: { ...sorted, mergeAccumulators: (a, b) => ((a[0] ?? 0) <= (b[0] ?? 0) ? [...a, ...b] : a) },
    values: [1, 2],
  },
  {
    claim: "merging is associative",
    fn: {
      ...sorted,
      mergeAccumulators(a, b) {
        const both = merged.has(b) ? a : [...a, ...b];
        merged.add(both);
        return both;
      },
    },
  },
  {
    claim: "merging an accumulator of no values changes nothing",
    fn: { ...sorted, mergeAccumulators: (a, b) => (a.length === 3 && b.length === 0 ? [] : [...a, ...b]) },
  },
  {
    claim: "mergeAccumulators doesn't change its second accumulator",
    fn: { ...sorted, mergeAccumulators: (a, b) => [...a, ...b.splice(0)] },
  },
  {
    claim: "compact keeps the result, and what is added later",
    fn: { ...sorted, compact: (held) => held.slice(0, 1) },
  },
  {
    claim: "extractOutput doesn't use the accumulator up",
    fn: { ...sorted, extractOutput: (held) => held.splice(0).sort((a, b) => a - b) },
  },
  {
    claim: "a result stays as it is when more values are added",
    fn: {
      ...sorted,
      addInput(held, value) {
        held.push(value);
        held.sort((a, b) => a - b);
        return held;
      },
      extractOutput: (held) => held.sort((a, b) => a - b),
    },
  },
  {
    claim: "accumulators come back from their coder as they were",
    fn: { ...sorted, accumulatorCoder: lossyCoder },
  },
  {
    claim: "results come back from their coder as they were",
    fn: { ...sorted, outputCoder: lossyCoder },
  },
];

describe("the laws of CombineFns", () => {
  it.each([[[]], [[1]], [[3, 1, 2]], [[1, 1, 1]], [Array.from({ length: 100 }, (_, i) => i)]])(
    "are kept by a lawful one: %j",
    (values) => {
      expect(() => checkCombineFnLaws(sorted, values)).not.toThrow();
    },
  );

  it.each(broken)("tell which one is broken: $claim", ({ claim, fn, values = [3, 1, 2] }) => {
    expect(() => checkCombineFnLaws(fn, values)).toThrow(CombineFnLawError);
    expect(() => checkCombineFnLaws(fn, values)).toThrow(`The CombineFn breaks a law: ${claim}.\n`);
  });

  it("show the values and both results", () => {
    const first: CombineFn<number, number[], unknown> = { ...sorted, extractOutput: (held) => held[0] };
    expect(() => checkCombineFnLaws(first, [3, 1])).toThrow(
      [
        "The CombineFn breaks a law: the order of the values doesn't matter.",
        "  values  [ 3, 1 ]",
        "  wanted  3",
        "  got     1",
        "Do this: see the contract",
      ].join("\n"),
    );
  });

  it("compare with an oracle where there is one", () => {
    const zero: CombineFn<number, number, number> = {
      createAccumulator: () => 0,
      addInput: () => 0,
      mergeAccumulators: () => 0,
      extractOutput: (n) => n,
      outputCoder: varintCoder,
    };
    expect(() => checkCombineFnLaws(zero, [1, 2])).not.toThrow();
    expect(() => checkCombineFnLaws(zero, [1, 2], { oracle: (values) => values.length })).toThrow(
      "breaks a law: adding values one after the other gives the result that is wanted",
    );
  });

  it("compare as they are told", () => {
    const lengths = { ...sorted, extractOutput: (held: number[]) => held };
    const isSame = (a: unknown, b: unknown): boolean => (a as number[]).length === (b as number[]).length;
    expect(() => checkCombineFnLaws(lengths, [3, 1, 2], { isSame })).not.toThrow();
  });
});
