import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coder } from "../../coders/coder.ts";
import { doubleCoder } from "../../coders/double-coder.ts";
import { encodeBytes } from "../../coders/encode-bytes.ts";
import { lengthPrefixCoder } from "../../coders/length-prefix-coder.ts";
import { canonicalValueCoder, valueCoder } from "../../coders/value-coder.ts";
import { GLOBAL_WINDOW } from "../../values/window.ts";
import type { SideInputKind } from "../../dofn/side-inputs.ts";
import { kvCoder } from "../../coders/kv-coder.ts";
import type { SideMultimap } from "../../dofn/side-inputs.ts";
import { comparingCoder } from "./by-structure.ts";
import { sideValueOf, type MemoryKind } from "./side-views.ts";

const values = fc.oneof(
  fc.constantFrom<unknown>(0, -0, NaN, 1, "1", "", null, undefined, true, 1n),
  fc.record({ x: fc.nat(2), y: fc.nat(2) }, { noNullPrototype: true }),
  fc.tuple(fc.nat(2), fc.constantFrom("a", "b")),
  fc.uint8Array({ maxLength: 2 }),
);
const valueLists = fc.array(values, { maxLength: 12 });

function bytesOf(coder: Coder<unknown>, value: unknown): string {
  return Buffer.from(encodeBytes(coder, value)).toString("hex");
}

function read(kind: MemoryKind & SideInputKind, elements: readonly unknown[], coder: Coder<unknown>): unknown {
  return sideValueOf(kind, { elements, coder, view: { name: "side", kind, madeBy: "Made" }, window: GLOBAL_WINDOW });
}

describe("sets and maps of side inputs", () => {
  it.each([valueCoder, canonicalValueCoder, lengthPrefixCoder(valueCoder)])(
    "find what has an equal canonical encoding, and nothing else: %o",
    (coder) => {
      fc.assert(
        fc.property(valueLists, valueLists, (elements, asked) => {
          const known = new Set(elements.map((value) => bytesOf(canonicalValueCoder, value)));
          const set = read("set", elements, coder) as ReadonlySet<unknown>;
          expect(set.size).toBe(known.size);
          expect([...set]).toHaveLength(known.size);
          for (const value of [...asked, ...elements]) {
            expect(set.has(value)).toBe(known.has(bytesOf(canonicalValueCoder, value)));
          }
        }),
      );
    },
  );

  it("give the values of a key back, by maps and multimaps", () => {
    const coder = kvCoder(valueCoder, valueCoder) as Coder<unknown>;
    fc.assert(
      fc.property(valueLists, valueLists, (keys, asked) => {
        const pairs = keys.map((key, index) => [key, index] as const);
        const byKey = Map.groupBy(pairs, ([key]) => bytesOf(canonicalValueCoder, key));
        const multimap = read("multimap", pairs, coder) as SideMultimap<unknown, unknown>;
        expect(multimap.size).toBe(byKey.size);
        expect([...multimap.keys()]).toHaveLength(byKey.size);
        const map = read(
          "map",
          [...byKey.values()].map(([first]) => first),
          coder,
        ) as ReadonlyMap<unknown, unknown>;
        expect(map.size).toBe(byKey.size);
        for (const key of [...asked, ...keys]) {
          const expected = (byKey.get(bytesOf(canonicalValueCoder, key)) ?? []).map(([, index]) => index);
          expect(multimap.get(key)).toEqual(expected);
          expect(multimap.has(key)).toBe(expected.length > 0);
          expect(map.get(key)).toBe(expected[0]);
          expect(map.has(key)).toBe(expected.length > 0);
        }
      }),
    );
  });

  it("tell 0 from -0 where the coder does", () => {
    const set = read("set", [0], doubleCoder) as ReadonlySet<unknown>;
    expect([set.has(0), set.has(-0)]).toEqual([true, false]);
  });

  it("compare by what a runner has put a length before", () => {
    expect(comparingCoder(lengthPrefixCoder(lengthPrefixCoder(valueCoder)))).toBe(canonicalValueCoder);
  });
});
