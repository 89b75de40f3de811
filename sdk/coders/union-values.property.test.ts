import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnionMember } from "./union-coder.ts";
import { UnionValues } from "./union-values.ts";

const elements = fc.array(
  fc.tuple(fc.nat(3), fc.oneof(fc.integer(), fc.constant(undefined), fc.constant(null))).map(([index, value]) => ({
    index,
    value,
    element: index === 0 ? value : new UnionMember(index, value),
  })),
);

function unionOf(drawn: readonly { readonly element: unknown }[]): UnionValues {
  const values = new UnionValues();
  for (const { element } of drawn) values.add(element);
  return values;
}

describe("values of a union", () => {
  it("give back what was added, one member's after the other's, each in their order", () => {
    fc.assert(
      fc.property(elements, elements, (before, after) => {
        const values = unionOf(before);
        values.absorb(unionOf(after));
        const wanted = [...before, ...after].toSorted((a, b) => a.index - b.index);
        for (let time = 0; time < 2; time++) expect([...values]).toEqual(wanted.map(({ element }) => element));
        for (let member = 0; member < 5; member++) {
          const part = wanted.filter(({ index }) => index === member).map(({ value }) => value);
          expect(values.part(member)).toEqual(part);
        }
      }),
    );
  });
});
