import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnionMember } from "../coders/union-coder.ts";
import { UnionValues } from "../coders/union-values.ts";
import { splitGroup } from "./split-group.ts";

describe("a group of a union", () => {
  it("is taken apart in its order, in memory or not, as often as it is asked for", () => {
    const drawn = fc.array(fc.tuple(fc.nat(2), fc.oneof(fc.integer(), fc.constant(undefined), fc.constant(null))));
    fc.assert(
      fc.property(drawn, (elements) => {
        const wanted = [0, 1, 2].map((index) => elements.flatMap(([of, value]) => (of === index ? [value] : [])));
        const values = elements.map(([of, value]) => (of === 0 ? value : new UnionMember(of, value)));
        const elsewhere = { [Symbol.iterator]: () => values[Symbol.iterator]() };
        const byMember = new UnionValues();
        for (const value of values) byMember.add(value);
        for (const group of [values, elsewhere, byMember]) {
          const parts = splitGroup(group, 3);
          expect(parts.map((part) => [...part])).toEqual(wanted);
          expect(parts.map((part) => [...part])).toEqual(wanted);
        }
      }),
    );
  });

  it("lets go of a group that is not read to its end", () => {
    let open = 0;
    const elsewhere = {
      *[Symbol.iterator]() {
        open++;
        try {
          yield 1;
          yield 2;
        } finally {
          open--;
        }
      },
    };
    const [part = []] = splitGroup(elsewhere, 1);
    for (const value of part) if (value === 1) break;
    expect(open).toBe(0);
  });
});
