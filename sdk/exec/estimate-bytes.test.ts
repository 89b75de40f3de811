import { describe, expect, it } from "vitest";
import { estimateBytes } from "./estimate-bytes.ts";

describe("the estimate of a value's size", () => {
  it.each([
    { name: "a small integer, which lies in its slot", value: 7, least: 0, most: 0 },
    { name: "another number", value: 1.5, least: 8, most: 16 },
    { name: "a string", value: "x".repeat(1_000), least: 1_000, most: 1_050 },
    { name: "bytes", value: new Uint8Array(10_000), least: 10_000, most: 10_300 },
    {
      name: "an array of strings",
      value: Array.from({ length: 1_000 }, () => "ten chars."),
      least: 30_000,
      most: 50_000,
    },
    { name: "an object", value: { a: "abc", b: [1, 2, 3] }, least: 50, most: 200 },
    { name: "a set", value: new Set(Array.from({ length: 1_000 }, (_, i) => i)), least: 24_000, most: 40_000 },
    {
      name: "a map",
      value: new Map(Array.from({ length: 1_000 }, (_, i) => [`key ${String(i)}`, 1])),
      least: 40_000,
      most: 80_000,
    },
    { name: "null", value: null, least: 0, most: 0 },
  ])("is near for $name", ({ value, least, most }) => {
    expect(estimateBytes(value)).toBeGreaterThanOrEqual(least);
    expect(estimateBytes(value)).toBeLessThanOrEqual(most);
  });

  it("looks at few members of nested collections, and ends where a value holds itself", () => {
    let looks = 0;
    const leaf = new Proxy(
      {},
      {
        ownKeys() {
          looks++;
          return [];
        },
      },
    );
    const wide = (depth: number): unknown => (depth === 0 ? leaf : Array.from({ length: 40 }, () => wide(depth - 1)));
    estimateBytes(wide(3));
    expect(looks).toBeLessThanOrEqual(256);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(estimateBytes(circle)).toBeGreaterThan(0);
  });
});
