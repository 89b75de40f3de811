import { describe, expect, it } from "vitest";
import { bytesCoder } from "./bytes-coder.ts";
import type { Coder } from "./coder.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { namedPartsCoder } from "./named-parts-coder.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";
import { unionCoder, UnionMember } from "./union-coder.ts";
import { valueCoder } from "./value-coder.ts";
import { varintCoder } from "./varint-coder.ts";

const members = [varintCoder, stringUtf8Coder, bytesCoder] as unknown as Coder<unknown>[];
const union = unionCoder(members);

describe("the union coder", () => {
  it.each([
    { name: "of the first kind", element: 300, bytes: [0, 0xac, 2] },
    { name: "of another kind", element: new UnionMember(1, "ab"), bytes: [1, 0x61, 0x62] },
    { name: "of the last kind", element: new UnionMember(2, Uint8Array.of(9)), bytes: [2, 9] },
  ])("gives back an element $name", ({ element, bytes }) => {
    expect([...encodeBytes(union, element)]).toEqual(bytes);
    expect(decodeBytes(union, Uint8Array.from(bytes))).toEqual(element);
    expect(decodeBytes(union, encodeBytes(union, element, true), true)).toEqual(element);
  });

  it("refuses kinds that it has not", () => {
    expect(() => encodeBytes(union, new UnionMember(3, 1))).toThrow("A union of 3 has no member 3.");
    expect(() => decodeBytes(union, Uint8Array.of(3, 1))).toThrow("A union of 3 has no member 3.");
  });

  it("is deterministic where all of its members are", () => {
    expect(union.isDeterministic).toBe(true);
    expect(unionCoder([...members, valueCoder]).isDeterministic).toBe(false);
    expect(union.structuralValue(1)).not.toBe(union.structuralValue(new UnionMember(1, "\u0001")));
  });
});

describe("the coder of named parts", () => {
  it("gives back objects, whatever their members are called", () => {
    const coder = namedPartsCoder(
      new Map<string, Coder<unknown>>([
        ["__proto__", valueCoder],
        ["b", varintCoder],
      ]),
    );
    const value: Readonly<Record<string, unknown>> = Object.fromEntries<unknown>([
      ["__proto__", "x"],
      ["b", 7],
    ]);
    const back = decodeBytes(coder, encodeBytes(coder, value));
    expect(Object.entries(back)).toEqual([
      ["__proto__", "x"],
      ["b", 7],
    ]);
    expect(coder.structuralValue(value)).toBe(coder.structuralValue(back));
  });
});
