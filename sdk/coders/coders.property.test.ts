import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as schema from "../schema/builders.ts";
import type { Timer } from "../values/timer.ts";
import type { PaneInfo, PaneTiming } from "../values/pane.ts";
import { NO_FIRING } from "../values/pane.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP } from "../values/timestamp.ts";
import { GLOBAL_WINDOW, GLOBAL_WINDOWS, IntervalWindow } from "../values/window.ts";
import { boolCoder } from "./bool-coder.ts";
import { bytesCoder } from "./bytes-coder.ts";
import type { Coder } from "./coder.ts";
import { CoderError } from "./coder-error.ts";
import { customCoder } from "./custom-coder.ts";
import { customWindowCoder } from "./custom-window-coder.ts";
import { doubleCoder } from "./double-coder.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { globalWindowCoder } from "./global-window-coder.ts";
import { intervalWindowCoder } from "./interval-window-coder.ts";
import { iterableCoder } from "./iterable-coder.ts";
import { jsonCoder } from "./json-coder.ts";
import { kvCoder } from "./kv-coder.ts";
import { lengthPrefixCoder } from "./length-prefix-coder.ts";
import { nullableCoder } from "./nullable-coder.ts";
import { paramWindowedValueCoder } from "./param-windowed-value-coder.ts";
import { rowCoder } from "./row-coder.ts";
import { shardedKeyCoder } from "./sharded-key-coder.ts";
import { stateBackedIterableCoder } from "./state-backed-iterable-coder.ts";
import { stringUtf8Coder } from "./string-utf8-coder.ts";
import { timerCoder } from "./timer-coder.ts";
import { canonicalValueCoder, valueCoder } from "./value-coder.ts";
import { varint64Coder } from "./varint64-coder.ts";
import { varintCoder } from "./varint-coder.ts";
import { windowedValueCoder } from "./windowed-value-coder.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

interface Case {
  readonly name: string;
  readonly coder: Coder<unknown>;
  readonly values: fc.Arbitrary<unknown>;
  /** That the encoding ends where the bytes end, in the outer context: cut or longer bytes are other values. */
  readonly isOpenEnded?: boolean;
}

function of<T>(name: string, coder: Coder<T>, values: fc.Arbitrary<T>, isOpenEnded = false): Case {
  return { name, coder, values, isOpenEnded };
}

const text = fc.string({ unit: "grapheme" });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const instant = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(MIN_TIMESTAMP, MAX_TIMESTAMP, END_OF_GLOBAL_WINDOW, 0, -1),
);
const interval = fc.tuple(instant, instant).map(([a, b]) => new IntervalWindow(Math.min(a, b), Math.max(a, b)));
const pane: fc.Arbitrary<PaneInfo> = fc
  .record({
    isFirst: fc.boolean(),
    isLast: fc.boolean(),
    timing: fc.constantFrom<PaneTiming>("early", "on-time", "late"),
    index: fc.nat(),
    onTimeIndex: fc.nat(),
  })
  .map((made) => (made.timing === "early" ? { ...made, onTimeIndex: -1 } : made));
const windowedText = fc.record({
  value: text,
  timestamp: instant,
  windows: fc.array(interval, { maxLength: 3 }),
  pane: fc.oneof(pane, fc.constant(NO_FIRING)),
});
const name = { key: text, tag: text, windows: fc.array(interval, { maxLength: 2 }) };
const timer: fc.Arbitrary<Timer<string>> = fc.oneof(
  fc.record({ ...name, isCleared: fc.constant(true as const) }),
  fc.record({ ...name, isCleared: fc.constant(false as const), fireTimestamp: instant, holdTimestamp: instant, pane }),
);
const play = schema.struct({
  user: schema.nullable(schema.string()),
  score: schema.int64({ as: "bigint" }),
  small: schema.int16(),
  tags: schema.array(schema.nullable(schema.int32())),
  share: schema.nullable(schema.double()),
});
const plays = fc.record({
  user: fc.option(text),
  score: int64,
  small: fc.integer({ min: -0x8000, max: 0x7fff }),
  tags: fc.array(fc.option(fc.integer())),
  share: fc.option(fc.double()),
});
const point = customCoder<number>({
  name: "point",
  encode: (value) => new Uint8Array(Float64Array.of(value).buffer),
  decode(array) {
    if (array.length !== 8) throw new CoderError({ summary: "A point has eight bytes." });
    return new Float64Array(array.slice().buffer)[0] ?? 0;
  },
});
const constants = encodeBytes(windowedValueCoder(bytesCoder, globalWindowCoder), {
  value: new Uint8Array(),
  timestamp: 7,
  windows: GLOBAL_WINDOWS,
  pane: NO_FIRING,
});

const cases: Case[] = [
  of("bytes", bytesCoder, bytes, true),
  of("bool", boolCoder, fc.boolean()),
  of("string_utf8", stringUtf8Coder, fc.oneof(text, fc.string({ minLength: 100, maxLength: 300 })), true),
  of("varint", varintCoder, fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 }))),
  of("varint of bigints", varint64Coder, int64),
  of("double", doubleCoder, fc.double()),
  of("kv", kvCoder(stringUtf8Coder, varintCoder), fc.tuple(text, fc.integer())),
  of("kv of bytes", kvCoder(bytesCoder, bytesCoder), fc.tuple(bytes, bytes), true),
  of("iterable", iterableCoder(stringUtf8Coder), fc.array(text)),
  of(
    "state_backed_iterable",
    stateBackedIterableCoder(stringUtf8Coder, () => () => []),
    fc.array(text),
  ),
  of("nullable", nullableCoder(varintCoder), fc.option(fc.integer())),
  of("length_prefix", lengthPrefixCoder(bytesCoder), bytes),
  of("length_prefix of a long value", lengthPrefixCoder(kvCoder(bytesCoder, stringUtf8Coder)), fc.tuple(bytes, text)),
  of("sharded_key", shardedKeyCoder(stringUtf8Coder), fc.record({ shardId: bytes, key: text })),
  of("interval_window", intervalWindowCoder, interval),
  of("global_window", globalWindowCoder, fc.constant(GLOBAL_WINDOW)),
  of("custom_window", customWindowCoder(intervalWindowCoder), interval),
  of("windowed_value", windowedValueCoder(stringUtf8Coder, intervalWindowCoder), windowedText, true),
  of(
    "param_windowed_value",
    paramWindowedValueCoder(varintCoder, globalWindowCoder, constants),
    fc.integer().map((value) => ({ value, timestamp: 7, windows: GLOBAL_WINDOWS, pane: NO_FIRING })),
  ),
  of("timer", timerCoder(stringUtf8Coder, intervalWindowCoder), timer),
  of("row", rowCoder(play), plays),
  of("custom", point, fc.double()),
  of(
    "json",
    jsonCoder<unknown>(),
    fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
    true,
  ),
  of("value", valueCoder, fc.jsonValue()),
  of("canonical_value", canonicalValueCoder, fc.jsonValue()),
];

describe.each(cases)("the $name coder", ({ coder, values, isOpenEnded = false }) => {
  it.each([true, false])("gives back what it wrote (nested: %s)", (isNested) => {
    fc.assert(
      fc.property(values, (value) => {
        const read = decodeBytes(coder, encodeBytes(coder, value, isNested), isNested);
        // Canonical values have lost the sign of zero and the order of keys, which is what they are for.
        if (coder === canonicalValueCoder) expect(encodeBytes(coder, read)).toEqual(encodeBytes(coder, value));
        else expect(read).toEqual(value);
      }),
    );
  });

  it("tells its own end when nested", () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 4 }), (many) => {
        const writer = new WireWriter(16);
        const ends = many.map((value) => {
          coder.encode(value, writer, true);
          return writer.position;
        });
        const reader = new WireReader(writer.takeBytes());
        expect(
          many.map(() => {
            coder.decode(reader, true);
            return reader.position;
          }),
        ).toEqual(ends);
      }),
    );
  });

  // The global window's encoding has no bytes, so none can be cut off.
  it.runIf(coder.kind !== "global_window")("refuses a nested value that is cut", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, share) => {
        const whole = encodeBytes(coder, value, true);
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        expect(() => decodeBytes(coder, cut, true)).toThrow(CoderError);
      }),
    );
  });

  it("refuses bytes after a value", () => {
    fc.assert(
      fc.property(values, fc.uint8Array({ minLength: 1, maxLength: 3 }), (value, more) => {
        const nested = Uint8Array.of(...encodeBytes(coder, value, true), ...more);
        expect(() => decodeBytes(coder, nested, true)).toThrow("left over");
        if (isOpenEnded) return;
        expect(() => decodeBytes(coder, Uint8Array.of(...encodeBytes(coder, value), ...more))).toThrow(CoderError);
      }),
    );
  });

  it("has structural values that are the same key exactly when the encodings are equal", () => {
    const hexOf = (value: unknown): string => Buffer.from(encodeBytes(coder, value)).toString("hex");
    fc.assert(
      fc.property(values, values, fc.boolean(), (a, other, isCopy) => {
        const b = isCopy ? decodeBytes(coder, encodeBytes(coder, a)) : other;
        const keys = new Set([coder.structuralValue(a), coder.structuralValue(b)]);
        expect(keys.size === 1).toBe(hexOf(a) === hexOf(b));
      }),
    );
  });
});
