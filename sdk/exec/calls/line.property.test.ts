import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Line } from "./line.ts";

describe("a line", () => {
  it("gives back what was put in, first in, first out", () => {
    const push = fc.integer({ min: 1, max: 3000 }).map((count) => ({ push: count, shift: 0 }));
    const shift = fc.integer({ min: 1, max: 3000 }).map((count) => ({ push: 0, shift: count }));
    fc.assert(
      fc.property(fc.array(fc.oneof(push, shift), { maxLength: 30 }), (actions) => {
        const line = new Line<number>();
        const expected: number[] = [];
        let next = 0;
        let first = 0;
        for (const action of actions) {
          for (let i = 0; i < action.push; i++) {
            line.push(next);
            expected.push(next++);
          }
          for (let i = 0; i < action.shift; i++) {
            const item = line.shift();
            if (item !== expected[first]) throw new Error(`${String(item)} came before ${String(expected[first])}.`);
            if (first < expected.length) first++;
          }
          expect(line.length).toBe(expected.length - first);
          expect(line.first).toBe(expected[first]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("is empty when it was cleared", () => {
    const line = new Line<string>();
    line.push("a");
    line.clear();
    expect([line.length, line.first, line.shift()]).toEqual([0, undefined, undefined]);
  });
});
