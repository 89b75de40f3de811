import { describe, expect, it } from "vitest";
import { equals, matchElements } from "./match-elements.ts";

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

describe("matchElements", () => {
  it.each<{ name: string; expected: unknown[]; actual: unknown[]; lacks?: unknown[]; beyond?: number[] }>([
    { name: "takes any order", expected: [1, 2, 2], actual: [2, 1, 2] },
    { name: "counts equal elements", expected: ["a", "a"], actual: ["a"], lacks: ["a"] },
    { name: "finds what is beyond", expected: ["a"], actual: ["b", "a", "a"], beyond: [0, 1] },
    { name: "tells 0 from -0", expected: [0], actual: [-0], lacks: [0], beyond: [0] },
    { name: "knows NaN", expected: [NaN], actual: [NaN] },
    { name: "tells a number from its text", expected: [1], actual: ["1"], lacks: [1], beyond: [0] },
    {
      name: "compares maps and sets in any order",
      expected: [
        new Map([
          [1, 2],
          [3, 4],
        ]),
      ],
      actual: [
        new Map([
          [3, 4],
          [1, 2],
        ]),
      ],
    },
    {
      name: "compares instances of classes",
      expected: [new Point(1), new Point(2)],
      actual: [new Point(2), new Point(1)],
    },
    {
      name: "tells classes from plain objects",
      expected: [{ x: 1 }],
      actual: [new Point(1)],
      lacks: [{ x: 1 }],
      beyond: [0],
    },
    {
      name: "tells classes apart by what they hold",
      expected: [new Point(1)],
      actual: [new Point(2)],
      lacks: [new Point(1)],
      beyond: [0],
    },
  ])("$name", ({ expected, actual, lacks = [], beyond = [] }) => {
    expect(matchElements(expected, actual)).toMatchObject({ lacks, beyond });
  });

  it("lets a matcher that fits several give way to one that fits only one of them", () => {
    const wide: unknown = expect.any(Number);
    const narrow: unknown = { asymmetricMatch: (value: unknown) => value === 7 };
    for (const expected of [
      [wide, narrow],
      [narrow, wide],
    ]) {
      for (const actual of [
        [7, 8],
        [8, 7],
      ])
        expect(matchElements(expected, actual)).toMatchObject({ lacks: [], beyond: [] });
    }
    expect(matchElements([wide, wide], [7, "x"])).toMatchObject({ lacks: [wide], beyond: [1] });
  });

  it("takes matchers anywhere in a value", () => {
    const wanted = { id: expect.any(String) as unknown, items: [expect.objectContaining({ price: 3 }) as unknown] };
    expect(matchElements([wanted], [{ id: "a", items: [{ price: 3, name: "x" }] }]).lacks).toEqual([]);
    expect(matchElements([wanted], [{ id: "a", items: [{ price: 4 }] }]).lacks).toEqual([wanted]);
    expect(equals({ a: 1, b: 2 }, { a: 1 })).toBe(false);
  });

  it("puts the elements in the order of those that they match, and others where some are lacking", () => {
    expect(matchElements(["a", "b", "c"], ["c", "x", "a", "y"]).aligned).toEqual(["a", "x", "c", "y"]);
  });

  it("matches many elements without comparing each with each", () => {
    const many = Array.from({ length: 50_000 }, (_, i) => ({ i }));
    expect(matchElements(many, many.toReversed()).beyond).toEqual([]);
  });
});
