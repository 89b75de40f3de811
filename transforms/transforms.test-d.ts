import { describe, expectTypeOf, it } from "vitest";
import type { CombineFn, PCollection } from "../sdk/index.ts";
import {
  aggregate,
  all,
  any,
  approximateUnique,
  count,
  countPerElement,
  countPerKey,
  distinct,
  distinctBy,
  latest,
  latestPerKey,
  max,
  mean,
  min,
  of,
  ofField,
  quantiles,
  sample,
  sum,
  sumBigints,
  toList,
  toMap,
  toSet,
  top,
} from "./index.ts";

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

describe("the options of a combination", () => {
  it("are typed, by the key where they are functions of it", () => {
    expectTypeOf(scores.combinePerKey(sum(), { hotKeyFanout: (team) => team.length, lift: true })).toEqualTypeOf<
      PCollection<[string, number]>
    >();
    expectTypeOf(scores.combinePerKey("Name", sum(), { hotKeyFanout: 16 })).toEqualTypeOf<
      PCollection<[string, number]>
    >();
    expectTypeOf(words.combineGlobally(count(), { emptyDefault: false, fanout: 4 })).toEqualTypeOf<
      PCollection<number>
    >();
    // @ts-expect-error -- a fan-out is a number
    scores.combinePerKey(sum(), { hotKeyFanout: (team) => team });
    // @ts-expect-error -- a key has no result of nothing
    scores.combinePerKey(sum(), { emptyDefault: false });
    // @ts-expect-error -- there is one key
    words.combineGlobally(count(), { hotKeyFanout: 3 });
  });

  it("leave functions within a CombineFn their types, named or not", () => {
    expectTypeOf(
      scores.combinePerKey(
        "Name",
        all((score) => score.toFixed() === "1"),
      ),
    ).toEqualTypeOf<PCollection<[string, boolean]>>();
    expectTypeOf(
      scores.combinePerKey(
        any((score) => score.toFixed() === "1"),
        { lift: false },
      ),
    ).toEqualTypeOf<PCollection<[string, boolean]>>();
    expectTypeOf(
      words.combineGlobally(
        "Name",
        all((word) => word.length > 1),
        { lift: false },
      ),
    ).toEqualTypeOf<PCollection<boolean>>();
  });
});

describe("aggregate()", () => {
  it("gives an object of the results, and infers what functions take", () => {
    const report = playsByTeam.combinePerKey(
      "Report",
      aggregate({
        total: of((play) => play.score, sum()),
        most: ofField("score", max()),
        best: top(3, (a, b) => a.score - b.score),
        n: count(),
        inner: aggregate({ teams: of((play) => play.team, toSet()) }),
      }),
    );
    expectTypeOf(report).toEqualTypeOf<
      PCollection<
        [string, { total: number; most: number | undefined; best: Play[]; n: number; inner: { teams: Set<unknown> } }]
      >
    >();
  });

  it("stands alone where its functions say what they take", () => {
    const report = aggregate({
      total: of((play: Play) => play.score, sum()),
      last: of((play: Play) => play.team, max()),
    });
    expectTypeOf(plays.combineGlobally(report)).toEqualTypeOf<
      PCollection<{ total: number; last: string | undefined }>
    >();
    // @ts-expect-error -- words are no plays
    words.combineGlobally(report);
  });

  it("takes CombineFns of the values alone", () => {
    // @ts-expect-error -- plays are no numbers
    plays.combineGlobally(aggregate({ total: sum() }));
    // @ts-expect-error -- a team is no number
    plays.combineGlobally(aggregate({ total: of((play) => play.team, sum()) }));
    // @ts-expect-error -- plays have no such property
    plays.combineGlobally(aggregate({ total: ofField("points", sum()) }));
    // @ts-expect-error -- sum is to be called
    plays.combineGlobally(aggregate({ total: sum }));
  });
});

describe("the library's other CombineFns", () => {
  it("infer their results", () => {
    expectTypeOf(scores.combinePerKey(quantiles([0.5]))).toEqualTypeOf<PCollection<[string, number[]]>>();
    expectTypeOf(plays.combineGlobally(quantiles(5, { compare: byScore }))).toEqualTypeOf<PCollection<Play[]>>();
    expectTypeOf(words.combineGlobally(approximateUnique())).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(playsByTeam.combinePerKey(sample(3))).toEqualTypeOf<PCollection<[string, Play[]]>>();
    expectTypeOf(words.combineGlobally(toList())).toEqualTypeOf<PCollection<string[]>>();
    expectTypeOf(words.combineGlobally(toSet())).toEqualTypeOf<PCollection<Set<string>>>();
    expectTypeOf(scores.combineGlobally(toMap({ merge: (a, b) => a + b }))).toEqualTypeOf<
      PCollection<Map<string, number>>
    >();
    expectTypeOf(scores.map(([, n]) => BigInt(n)).combineGlobally(sumBigints())).toEqualTypeOf<PCollection<bigint>>();
    // @ts-expect-error -- plays have no natural order
    plays.combineGlobally(quantiles(5));
    // @ts-expect-error -- strings say neither true nor false
    words.combineGlobally(any());
  });

  it("keep the elements' types in composites", () => {
    expectTypeOf(plays.apply(distinct())).toEqualTypeOf<PCollection<Play>>();
    expectTypeOf(plays.apply(distinctBy((play) => play.team))).toEqualTypeOf<PCollection<Play>>();
    expectTypeOf(plays.apply("Name", latest())).toEqualTypeOf<PCollection<Play>>();
    expectTypeOf(scores.apply(latestPerKey())).toEqualTypeOf<PCollection<[string, number]>>();
    // @ts-expect-error -- plays are no pairs
    plays.apply(latestPerKey());
  });
});
