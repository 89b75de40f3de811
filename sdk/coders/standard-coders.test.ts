import { describe, expect, it } from "vitest";
import { ON_TIME_AND_ONLY_FIRING, type PaneInfo } from "../values/pane.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP } from "../values/timestamp.ts";
import { GLOBAL_WINDOWS, IntervalWindow } from "../values/window.ts";
import { boolCoder } from "./bool-coder.ts";
import { bytesCoder } from "./bytes-coder.ts";
import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { customCoder } from "./custom-coder.ts";
import { doubleCoder } from "./double-coder.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { globalWindowCoder } from "./global-window-coder.ts";
import { intervalWindowCoder } from "./interval-window-coder.ts";
import { iterableCoder } from "./iterable-coder.ts";
import { jsonCoder } from "./json-coder.ts";
import { keyCoderOf } from "./key-coder.ts";
import { kvCoder } from "./kv-coder.ts";
import { lengthPrefixCoder } from "./length-prefix-coder.ts";
import { nullableCoder } from "./nullable-coder.ts";
import { readPane, writePane } from "./pane-wire.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";
import { readTimestamp, writeTimestamp } from "./timestamp-wire.ts";
import { canonicalValueCoder, valueCoder } from "./value-coder.ts";
import { varint64Coder } from "./varint64-coder.ts";
import { varintCoder } from "./varint-coder.ts";
import { windowedValueCoder } from "./windowed-value-coder.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

function hexOf(write: (writer: WireWriter) => void): string {
  const writer = new WireWriter();
  write(writer);
  return Buffer.from(writer.copyFrom(0)).toString("hex");
}

describe("refusals", () => {
  it.each<{ coder: Coder<unknown>; value: unknown; message: string }>([
    { coder: bytesCoder, value: "x", message: "takes a Uint8Array; got string" },
    { coder: boolCoder, value: 1, message: "takes a boolean; got number" },
    { coder: stringUtf8Coder, value: null, message: "takes a string; got null" },
    { coder: stringUtf8Coder, value: "a\ud83d", message: "lone surrogate" },
    { coder: varintCoder, value: 2 ** 53, message: "use varint64Coder with bigints" },
    { coder: varintCoder, value: 1.5, message: "got 1.5" },
    { coder: varintCoder, value: "1", message: "got string" },
    { coder: varint64Coder, value: 2n ** 63n, message: "between -2^63 and 2^63 - 1; got 9223372036854775808" },
    { coder: varint64Coder, value: 1, message: "got number" },
    { coder: doubleCoder, value: 1n, message: "takes a number; got bigint" },
    { coder: kvCoder(varintCoder, varintCoder), value: [1, 2, 3], message: "a pair [key, value]; got an array of 3" },
    { coder: kvCoder(varintCoder, varintCoder), value: null, message: "a pair [key, value]; got null" },
    { coder: intervalWindowCoder, value: {}, message: "takes an IntervalWindow" },
    { coder: jsonCoder(), value: 1n, message: "JSON can't carry this value" },
    { coder: jsonCoder(), value: undefined, message: "JSON can't carry undefined" },
  ])("of $coder.kind for $value say: $message", ({ coder, value, message }) => {
    expect(() => encodeBytes(coder, value)).toThrow(CoderError);
    expect(() => encodeBytes(coder, value)).toThrow(message);
    expect(() => coder.structuralValue(value)).toThrow(CoderError);
  });

  it.each<{ coder: Coder<unknown>; bytes: number[]; message: string }>([
    { coder: boolCoder, bytes: [2], message: "A boolean is the byte 0 or 1; got 2." },
    {
      coder: nullableCoder(varintCoder),
      bytes: [2, 0],
      message: "A nullable value starts with the byte 0 or 1; got 2.",
    },
    { coder: lengthPrefixCoder(varintCoder), bytes: [2, 1, 1], message: "1 bytes are left over" },
    { coder: jsonCoder(), bytes: [123], message: "The bytes here are no JSON" },
    { coder: jsonCoder(), bytes: [34, 255, 34], message: "not valid UTF-8" },
    {
      coder: windowedValueCoder(varintCoder, globalWindowCoder),
      bytes: [...Array<number>(8).fill(0), 255, 255, 255, 255],
      message: "0 or more windows; got -1",
    },
  ])("of the bytes $bytes say: $message", ({ coder, bytes, message }) => {
    expect(() => decodeBytes(coder, Uint8Array.from(bytes))).toThrow(message);
  });
});

describe("panes", () => {
  it.each<{ pane: PaneInfo; bytes: string }>([
    { pane: ON_TIME_AND_ONLY_FIRING, bytes: "07" },
    { pane: { isFirst: true, isLast: false, timing: "early", index: 0, onTimeIndex: -1 }, bytes: "1100" },
    { pane: { isFirst: false, isLast: false, timing: "early", index: 300, onTimeIndex: -1 }, bytes: "10ac02" },
    { pane: { isFirst: false, isLast: false, timing: "on-time", index: 2, onTimeIndex: 2 }, bytes: "1402" },
    { pane: { isFirst: false, isLast: true, timing: "late", index: 3, onTimeIndex: 1 }, bytes: "2a0301" },
  ])("are written as $bytes", ({ pane, bytes }) => {
    expect(
      hexOf((writer) => {
        writePane(pane, writer);
      }),
    ).toBe(bytes);
    expect(readPane(new WireReader(Buffer.from(bytes, "hex")))).toEqual(pane);
  });

  it("have no fourth form", () => {
    expect(() => readPane(new WireReader(Uint8Array.of(0x30)))).toThrow("got form 3");
  });
});

describe("instants", () => {
  it.each([
    { instant: 0, bytes: "8000000000000000" },
    { instant: -1, bytes: "7fffffffffffffff" },
    { instant: 2 ** 53 - 1, bytes: "801fffffffffffff" },
    { instant: -(2 ** 53) + 1, bytes: "7fe0000000000001" },
    { instant: MIN_TIMESTAMP, bytes: "7fdf3b645a1cac09" },
    { instant: MAX_TIMESTAMP, bytes: "8020c49ba5e353f7" },
    { instant: END_OF_GLOBAL_WINDOW, bytes: "8020c49ba0bcf7f7" },
  ])("of $instant ms are $bytes", ({ instant, bytes }) => {
    expect(
      hexOf((writer) => {
        writeTimestamp(instant, writer);
      }),
    ).toBe(bytes);
    expect(readTimestamp(new WireReader(Buffer.from(bytes, "hex")))).toBe(instant);
  });

  it("outside the model's range become its ends", () => {
    expect(readTimestamp(new WireReader(Buffer.alloc(8)))).toBe(MIN_TIMESTAMP);
    expect(readTimestamp(new WireReader(Buffer.alloc(8, 255)))).toBe(MAX_TIMESTAMP);
  });

  it("that are no whole milliseconds are an error", () => {
    expect(() =>
      hexOf((writer) => {
        writeTimestamp(0.5, writer);
      }),
    ).toThrow(RangeError);
  });
});

describe("interval windows", () => {
  it.each(["8020c49ba5e353f6ed02", "7fdf3b645a1cad7701", "8000000000000000ffffffffffffffffff01", "8020c49ba5e353f700"])(
    "read from %s are written as the same bytes, though a number may not hold their bounds",
    (bytes) => {
      const window = decodeBytes(intervalWindowCoder, Buffer.from(bytes, "hex"));
      expect(window).toBeInstanceOf(IntervalWindow);
      expect(Buffer.from(encodeBytes(intervalWindowCoder, window)).toString("hex")).toBe(bytes);
    },
  );
});

describe("elements in the global window alone", () => {
  it("share their list of windows", () => {
    const coder = windowedValueCoder(varintCoder, globalWindowCoder);
    const pane = ON_TIME_AND_ONLY_FIRING;
    const read = decodeBytes(coder, encodeBytes(coder, { value: 1, timestamp: 0, windows: GLOBAL_WINDOWS, pane }));
    expect(read.windows).toBe(GLOBAL_WINDOWS);
  });
});

describe("coders of keys", () => {
  const opaque = customCoder<string>({
    name: "opaque",
    encode: (text) => Buffer.from(text),
    decode: (bytes) => Buffer.from(bytes).toString(),
  });

  it("are the coder itself where it is deterministic", () => {
    const coder = kvCoder(stringUtf8Coder, iterableCoder(varintCoder));
    expect(keyCoderOf(coder)).toBe(coder);
  });

  it("put the canonical value coder in the place of the value coder", () => {
    expect(keyCoderOf(valueCoder)).toBe(canonicalValueCoder);
    const pairs = keyCoderOf(kvCoder(nullableCoder(valueCoder), iterableCoder(valueCoder)));
    expect(pairs?.isDeterministic).toBe(true);
    expect(pairs?.components[0]?.components).toEqual([canonicalValueCoder]);
  });

  it("are none for a coder that is not deterministic otherwise", () => {
    for (const coder of [opaque, jsonCoder(), kvCoder(valueCoder, opaque)])
      expect(keyCoderOf(coder as Coder<unknown>)).toBeUndefined();
  });
});
