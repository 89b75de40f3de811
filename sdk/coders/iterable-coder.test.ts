import { describe, expect, it } from "vitest";
import { bytesCoder } from "./bytes-coder.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { iterableCoder } from "./iterable-coder.ts";
import { stateBackedIterableCoder } from "./state-backed-iterable-coder.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";
import { varintCoder } from "./varint-coder.ts";
import { WireReader } from "./wire-reader.ts";

function* generated<T>(values: readonly T[]): Generator<T> {
  yield* values;
}

describe("the iterable coder", () => {
  const coder = iterableCoder(varintCoder);

  it("writes the number of elements where it is known, and blocks where it is not", () => {
    expect(encodeBytes(coder, [1, 2])).toEqual(Uint8Array.of(0, 0, 0, 2, 1, 2));
    expect(encodeBytes(coder, new Set([1, 2]))).toEqual(Uint8Array.of(0, 0, 0, 2, 1, 2));
    expect(encodeBytes(coder, generated([1, 2]))).toEqual(Uint8Array.of(255, 255, 255, 255, 2, 1, 2, 0));
    expect(encodeBytes(coder, generated([]))).toEqual(Uint8Array.of(255, 255, 255, 255, 0));
  });

  it.each([1, 127, 128, 65_536, 65_537, 200_000])("gives back %i elements that came in blocks", (count) => {
    const values = Array.from({ length: count }, (_, i) => i % 100);
    expect(decodeBytes(coder, encodeBytes(coder, generated(values)))).toEqual(values);
  });

  it("ends a block after 64 KiB, without keeping the bytes twice", () => {
    const large = iterableCoder(bytesCoder);
    const bytes = encodeBytes(large, generated([new Uint8Array(70_000), new Uint8Array(1)]));
    const reader = new WireReader(bytes);
    expect([reader.readInt32(), reader.readVarint()]).toEqual([-1, 1]);
    reader.readBytes(reader.readLength());
    expect(reader.readVarint()).toBe(1);
  });

  it.each([
    {
      name: "a negative number of elements",
      bytes: [255, 255, 255, 254],
      message: "The count of an iterable is -1 or more; got -2.",
    },
    { name: "fewer elements than announced", bytes: [0, 0, 0, 2, 1], message: "in the middle of" },
    {
      name: "a token",
      bytes: [255, 255, 255, 255, ...Array<number>(9).fill(255), 1, 1, 7],
      message: "read it with stateBackedIterableCoder",
    },
  ])("refuses $name", ({ bytes, message }) => {
    expect(() => decodeBytes(coder, Uint8Array.from(bytes))).toThrow(message);
  });

  it("refuses what is no iterable, and a string", () => {
    for (const value of ["text", 5, null, {}]) {
      expect(() => encodeBytes(iterableCoder(stringUtf8Coder), value as never)).toThrow(
        "takes an iterable that is no string",
      );
    }
  });
});

describe("the state-backed iterable coder", () => {
  it("tells the rest's token at once, and reads it anew each time it is iterated", () => {
    const asked: string[] = [];
    let iterations = 0;
    const coder = stateBackedIterableCoder(varintCoder, (token, element) => {
      asked.push(Buffer.from(token).toString());
      expect(element).toBe(varintCoder);
      return () => {
        iterations++;
        return [3, 4];
      };
    });
    const values = decodeBytes(
      coder,
      Uint8Array.from([255, 255, 255, 255, 2, 1, 2, ...Array<number>(9).fill(255), 1, 1, 120]),
    );
    expect(asked).toEqual(["x"]);
    expect(iterations).toBe(0);
    expect([...values, ...values]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(asked).toEqual(["x"]);
    expect(iterations).toBe(2);
    expect(decodeBytes(coder, encodeBytes(coder, values))).toEqual([1, 2, 3, 4]);
  });
});
