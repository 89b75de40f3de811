import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { fromTwosComplement, twosComplementBytes } from "./twos-complement.ts";

describe("decimals", () => {
  it.each([
    { text: "0", scale: 0, unscaled: 0n },
    { text: "-0.05", scale: 2, unscaled: -5n },
    { text: "3.1415", scale: 4, unscaled: 31415n },
    { text: "1.00", scale: 2, unscaled: 100n },
    { text: "12E+3", scale: -3, unscaled: 12n },
  ])("of the text $text are $unscaled / 10^$scale, and back", ({ text, scale, unscaled }) => {
    expect(parseDecimal(text)).toEqual({ scale, unscaled });
    expect(formatDecimal(scale, unscaled)).toBe(text);
  });

  it.each(["", ".", "1,5", "0x10", "NaN", "1e", " 1", "1e99999999999", null, 5])("refuse %s", (text) => {
    expect(() => parseDecimal(text)).toThrow("A decimal is a string such as");
  });

  it("come back from their text, whatever the scale", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -100_000, max: 100_000 })),
        fc.bigInt(),
        (scale, unscaled) => {
          expect(parseDecimal(formatDecimal(scale, unscaled))).toEqual({ scale, unscaled });
        },
      ),
    );
  });
});

describe("two's complement", () => {
  it("takes the fewest bytes and gives back the integer", () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        const bytes = twosComplementBytes(value);
        expect(fromTwosComplement(bytes)).toBe(value);
        if (bytes.length > 1) expect(BigInt.asIntN((bytes.length - 1) * 8, value)).not.toBe(value);
      }),
    );
  });
});
