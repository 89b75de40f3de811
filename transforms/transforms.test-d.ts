import { describe, expectTypeOf, it } from "vitest";
import type { CombineFn, PCollection } from "../sdk/index.ts";
import { count, countPerElement, countPerKey, max, mean, min, sum, top } from "./index.ts";

interface Play {
  readonly team: string;
  readonly score: number;
}

declare const words: PCollection<string>;
declare const plays: PCollection<Play>;
declare const scores: PCollection<[string, number]>;
declare const playsByTeam: PCollection<[string, Play]>;

const byScore = (a: Play, b: Play): number => a.score - b.score;

describe("combinePerKey", () => {
  it("infers the result of the library's CombineFns", () => {
    expectTypeOf(scores.combinePerKey(sum())).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(scores.combinePerKey("Name", mean())).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(playsByTeam.combinePerKey(count())).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(scores.combinePerKey(max())).toEqualTypeOf<PCollection<[string, number | undefined]>>();
    expectTypeOf(scores.combinePerKey(top(3))).toEqualTypeOf<PCollection<[string, number[]]>>();
    expectTypeOf(playsByTeam.combinePerKey(min(byScore))).toEqualTypeOf<PCollection<[string, Play | undefined]>>();
    expectTypeOf(playsByTeam.combinePerKey("Name", top(3, byScore))).toEqualTypeOf<PCollection<[string, Play[]]>>();
    expectTypeOf(playsByTeam.combinePerKey(top(3, (a, b) => a.score - b.score))).toEqualTypeOf<
      PCollection<[string, Play[]]>
    >();
  });

  it("infers the result of a CombineFn of the user's own", () => {
    const longest: CombineFn<string, { best: string }, number> = {
      createAccumulator: () => ({ best: "" }),
      addInput: (accumulator, word) => (word.length > accumulator.best.length ? { best: word } : accumulator),
      mergeAccumulators: (a, b) => (b.best.length > a.best.length ? b : a),
      extractOutput: ({ best }) => best.length,
    };
    expectTypeOf(words.keyBy((word) => word[0]).combinePerKey(longest)).toEqualTypeOf<
      PCollection<[string | undefined, number]>
    >();
    expectTypeOf(words.combineGlobally(longest)).toEqualTypeOf<PCollection<number>>();
  });

  it("takes a CombineFn of the values' supertype, and no other", () => {
    const anything: CombineFn<unknown, number, number> = count();
    expectTypeOf(scores.combinePerKey(anything)).toEqualTypeOf<PCollection<[string, number]>>();
    // @ts-expect-error -- plays are no numbers
    playsByTeam.combinePerKey(sum());
    // @ts-expect-error -- plays have no natural order
    playsByTeam.combinePerKey(max());
    // @ts-expect-error -- sum is to be called
    scores.combinePerKey(sum);
    // @ts-expect-error -- plays are no pairs
    plays.combinePerKey(count());
  });
});

describe("combineGlobally", () => {
  it("infers the result", () => {
    expectTypeOf(words.combineGlobally(count())).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.combineGlobally("Name", max())).toEqualTypeOf<PCollection<string | undefined>>();
    expectTypeOf(plays.combineGlobally(top(3, byScore))).toEqualTypeOf<PCollection<Play[]>>();
    expectTypeOf(words.combineGlobally(top(3))).toEqualTypeOf<PCollection<string[]>>();
    // @ts-expect-error -- strings are no numbers
    words.combineGlobally(sum());
  });
});

describe("counting", () => {
  it("keeps the elements, or the keys", () => {
    expectTypeOf(words.apply(countPerElement())).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(plays.apply("Name", countPerElement())).toEqualTypeOf<PCollection<[Play, number]>>();
    expectTypeOf(scores.apply(countPerKey())).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(words.apply(countPerElement()).map(([word, n]) => `${word}: ${String(n)}`)).toEqualTypeOf<
      PCollection<string>
    >();
    // @ts-expect-error -- strings are no pairs
    words.apply(countPerKey());
  });
});
