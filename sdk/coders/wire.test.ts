import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoderError } from "./coder-error.ts";
import { WireReader } from "./wire-reader.ts";
import { varintSize, WireWriter } from "./wire-writer.ts";

function written(write: (writer: WireWriter) => void, capacity = 16): string {
  const writer = new WireWriter(capacity);
  write(writer);
  return Buffer.from(writer.copyFrom(0)).toString("hex");
}

function reader(hex: string): WireReader {
  return new WireReader(Buffer.from(hex, "hex"));
}

describe("varints", () => {
  it.each([
    { value: 0n, bytes: "00" },
    { value: 127n, bytes: "7f" },
    { value: 128n, bytes: "8001" },
    { value: 2n ** 31n - 1n, bytes: "ffffffff07" },
    { value: 2n ** 31n, bytes: "8080808008" },
    { value: 2n ** 32n, bytes: "8080808010" },
    { value: 2n ** 35n, bytes: "808080808001" },
    { value: 2n ** 53n - 1n, bytes: "ffffffffffffff0f" },
    { value: -1n, bytes: "ffffffffffffffffff01" },
    { value: -(2n ** 53n) + 1n, bytes: "81808080808080f0ff01" },
  ])("of $value are $bytes, as numbers and as bigints", ({ value, bytes }) => {
    expect(
      written((writer) => {
        writer.writeVarint(Number(value));
      }),
    ).toBe(bytes);
    expect(
      written((writer) => {
        writer.writeVarint64(value);
      }),
    ).toBe(bytes);
    expect(reader(bytes).readVarint()).toBe(Number(value));
    expect(reader(bytes).readVarint64()).toBe(value);
    expect(varintSize(Number(value))).toBe(bytes.length / 2);
  });

  it.each([
    { value: 2n ** 63n - 1n, bytes: "ffffffffffffffff7f" },
    { value: -(2n ** 63n), bytes: "80808080808080808001" },
    { value: 2n ** 53n, bytes: "8080808080808010" },
  ])("of $value are $bytes, as bigints alone", ({ value, bytes }) => {
    expect(
      written((writer) => {
        writer.writeVarint64(value);
      }),
    ).toBe(bytes);
    expect(reader(bytes).readVarint64()).toBe(value);
    expect(() => reader(bytes).readVarint()).toThrow(
      `The integer ${String(value)} is beyond what a JavaScript number holds exactly.`,
    );
  });

  it("give back every 64-bit integer that is written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(
          reader(
            written((writer) => {
              writer.writeVarint64(value);
            }),
          ).readVarint64(),
        ).toBe(value);
        expect(
          reader(
            written((writer) => {
              writer.writeInt64(value);
            }),
          ).readInt64(),
        ).toBe(value);
      }),
    );
  });

  it.each([
    { name: "longer than ten bytes", bytes: "8080808080808080808000" },
    { name: "of more than 64 bits", bytes: "ffffffffffffffffff02" },
  ])("are an error when they are $name", ({ bytes }) => {
    expect(() => reader(bytes).readVarint64()).toThrow("longer than 64 bits");
    expect(() => reader(bytes).readVarint()).toThrow("longer than 64 bits");
  });

  it("are an error beyond 64 bits", () => {
    expect(() =>
      written((writer) => {
        writer.writeVarint64(2n ** 63n);
      }),
    ).toThrow(CoderError);
  });
});

describe("the writer", () => {
  it.each([0, 1, 9, 10, 11, 42, 43, 127, 128, 16_383, 16_384, 70_000])(
    "puts the number of bytes before a string of %i characters",
    (length) => {
      for (const unit of ["a", "é", "線"]) {
        const text = unit.repeat(length);
        const back = reader(
          written((writer) => {
            writer.writeUtf8WithLength(text);
          }),
        );
        const size = back.readVarint();
        expect(size).toBe(Buffer.byteLength(text));
        expect(back.readUtf8(size)).toBe(text);
        back.expectEnd();
      }
    },
  );

  it.each([0, 127, 128, 16_384])("puts the length before %i bytes that were written after it", (length) => {
    const back = reader(
      written((writer) => {
        writer.writeByte(7);
        const mark = writer.beginLength();
        writer.writeBytes(new Uint8Array(length).fill(1));
        writer.endLength(mark);
        writer.writeByte(9);
      }),
    );
    expect(back.readByte()).toBe(7);
    expect(back.readBytes(back.readLength())).toEqual(new Uint8Array(length).fill(1));
    expect(back.readByte()).toBe(9);
    back.expectEnd();
  });

  it("hands over its bytes and goes on with a buffer of its own", () => {
    const writer = new WireWriter(16);
    writer.writeLatin1("abc");
    const taken = writer.takeBytes();
    writer.writeLatin1("xyz");
    expect(Buffer.from(taken).toString()).toBe("abc");
    expect(writer.latin1From(1)).toBe("yz");
    expect(Buffer.from(writer.viewFrom(0)).toString()).toBe("xyz");
  });

  it("refuses a lone surrogate, short or long", () => {
    for (const text of ["\ud800", "a\udc00", `${"a".repeat(100)}\ud800`]) {
      expect(() =>
        written((writer) => {
          writer.writeUtf8(text);
        }),
      ).toThrow("lone surrogate");
    }
    expect(
      written((writer) => {
        writer.writeUtf8("😀");
      }),
    ).toBe("f09f9880");
  });

  it("writes a string in ASCII only if all of it is, and otherwise nothing", () => {
    const writer = new WireWriter(16);
    for (const text of ["é", "aaaaaaaaaaaaé", "a".repeat(21)]) expect(writer.writeAscii(text, 20)).toBe(false);
    expect(writer.position).toBe(0);
    expect(writer.writeAscii("a".repeat(20), 20)).toBe(true);
  });
});

describe("the reader", () => {
  it.each<{ name: string; read: (reader: WireReader) => unknown }>([
    { name: "a byte", read: (from) => from.readByte() },
    { name: "a 16-bit integer", read: (from) => from.readInt16() },
    { name: "a 32-bit integer", read: (from) => from.readInt32() },
    { name: "a 64-bit integer", read: (from) => from.readInt64() },
    { name: "a single-precision number", read: (from) => from.readFloat() },
    { name: "a double-precision number", read: (from) => from.readDouble() },
    { name: "a string", read: (from) => from.readUtf8(2) },
    { name: "a string", read: (from) => from.readUtf16(2) },
    { name: "bytes", read: (from) => from.readBytes(2) },
    { name: "a length-prefixed value", read: (from) => from.pushLimit(2) },
  ])("says that the bytes end in the middle of $name", ({ name, read }) => {
    const from = reader("000102");
    from.readView(3);
    expect(() => read(from)).toThrow(`The bytes end in the middle of ${name}`);
    expect(() => read(from)).toThrow("offset  3 of 3 bytes");
  });

  it.each(["ff", "c0af", "eda080", "f8888080", "c3", "6161616161616161ff"])("refuses %s as UTF-8", (bytes) => {
    expect(() => reader(bytes).readUtf8(bytes.length / 2)).toThrow("not valid UTF-8");
  });

  it("reads a U+FFFD that is in the bytes", () => {
    expect(reader("efbfbd").readUtf8(3)).toBe("\ufffd");
  });

  it("keeps within a limit, and wants it used up", () => {
    const from = reader("010203");
    const outer = from.pushLimit(2);
    expect(from.remaining).toBe(2);
    from.readByte();
    expect(() => {
      from.popLimit(outer);
    }).toThrow("1 bytes are left over");
    from.readByte();
    expect(() => from.readByte()).toThrow("in the middle of a byte");
    from.popLimit(outer);
    expect(from.readByte()).toBe(3);
    expect(from.isAtEnd).toBe(true);
  });

  it("reads from a view into a larger buffer", () => {
    const view = new Uint8Array([9, 9, 1, 2, 9]).subarray(2, 4);
    const from = new WireReader(view);
    expect([from.readByte(), from.readByte(), from.isAtEnd]).toEqual([1, 2, true]);
  });

  it("refuses a negative length", () => {
    expect(() => reader("ffffffffffffffffff01").readLength()).toThrow("can't be negative; got -1");
  });
});
