import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyValue } from "../../test/coders/arbitrary-values.ts";
import { describeValue, rearranged } from "../../test/coders/value-oracle.ts";
import { CoderError } from "./coder-error.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { canonicalValueCoder, valueCoder } from "./value-coder.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

/** Few enough that two of them are often equal. */
const fewValues = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(
      0,
      -0,
      1,
      "",
      "a",
      "\0",
      "\0sa",
      "\0e",
      null,
      undefined,
      true,
      1n,
      Number.NaN,
      new Date(0),
      "0",
      0.5,
    ),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b"), tie("value"), { noNullPrototype: true }),
    fc.array(tie("value"), { maxLength: 2 }).map((elements) => new Set(elements)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 2 }).map((entries) => new Map(entries)),
    fc.constantFrom(new Float64Array([0]), new Float64Array([-0]), new Uint8Array([0]), new Uint8Array([1])),
  ),
})).value;

function hex(value: unknown, coder = canonicalValueCoder): string {
  return Buffer.from(encodeBytes(coder, value)).toString("hex");
}

describe("the value coder", () => {
  it("gives back every value exactly", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const read = decodeBytes(valueCoder, encodeBytes(valueCoder, value));
        expect(read).toStrictEqual(value);
        expect(describeValue(read, "exact")).toBe(describeValue(value, "exact"));
      }),
      { numRuns: 2_000 },
    );
  });

  it("tells its own end in a stream of values", () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 5 }), (values) => {
        const writer = new WireWriter(16);
        for (const value of values) valueCoder.encode(value, writer, true);
        const reader = new WireReader(writer.copyFrom(0));
        expect(values.map(() => valueCoder.decode(reader, true))).toStrictEqual(values);
        expect(reader.isAtEnd).toBe(true);
      }),
    );
  });

  it("refuses bytes that are cut or too many", () => {
    fc.assert(
      fc.property(anyValue, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, share) => {
        const bytes = encodeBytes(valueCoder, value);
        expect(() => decodeBytes(valueCoder, bytes.subarray(0, Math.floor(bytes.length * share)))).toThrow(CoderError);
        expect(() => decodeBytes(valueCoder, Uint8Array.of(...bytes, 0))).toThrow("left over");
      }),
    );
  });

  it("reads any bytes at all to a value or a CoderError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeBytes(valueCoder, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CoderError);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("the canonical value coder", () => {
  it("gives equal bytes for equal values, whatever the order of keys and entries and the sign of zero", () => {
    fc.assert(
      fc.property(anyValue, fc.infiniteStream(fc.nat()), (value, dice) => {
        const other = rearranged(value, () => dice.next().value as number);
        expect(hex(other)).toBe(hex(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives different bytes for different values, and the same for the same", () => {
    fc.assert(
      fc.property(fewValues, fewValues, (a, b) => {
        const areEqual = describeValue(a, "canonical") === describeValue(b, "canonical");
        expect(hex(a) === hex(b)).toBe(areEqual);
      }),
      { numRuns: 5_000 },
    );
  });

  it("writes what the value coder reads, and has one encoding for what is read", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeBytes(canonicalValueCoder, value);
        expect(encodeBytes(canonicalValueCoder, decodeBytes(valueCoder, bytes))).toEqual(bytes);
      }),
    );
  });
});

describe.each([
  { name: "value", coder: valueCoder },
  { name: "canonical value", coder: canonicalValueCoder },
])("structural values of the $name coder", ({ coder }) => {
  it("are the same key of a Map exactly when the encodings are equal", () => {
    fc.assert(
      fc.property(fewValues, fewValues, (a, b) => {
        const keys = new Set([coder.structuralValue(a), coder.structuralValue(b)]);
        expect(keys.size === 1).toBe(hex(a, coder) === hex(b, coder));
      }),
      { numRuns: 5_000 },
    );
  });
});
