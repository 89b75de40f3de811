import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBytes, encodeBytes } from "../../coders/encode-bytes.ts";
import { globalWindowCoder } from "../../coders/global-window-coder.ts";
import { intervalWindowCoder } from "../../coders/interval-window-coder.ts";
import { paramWindowedValueCoder } from "../../coders/param-windowed-value-coder.ts";
import { stringUtf8Coder } from "../../coders/string-utf8-coder.ts";
import { bytesCoder } from "../../coders/bytes-coder.ts";
import { WireReader } from "../../coders/wire-reader.ts";
import { WireWriter } from "../../coders/wire-writer.ts";
import { windowedValueCoder } from "../../coders/windowed-value-coder.ts";
import { Registers, type ElementMetadata } from "../../exec/registers.ts";
import { NO_FIRING, type PaneInfo } from "../../values/pane.ts";
import { END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP, MIN_TIMESTAMP } from "../../values/timestamp.ts";
import { GLOBAL_WINDOWS, IntervalWindow } from "../../values/window.ts";
import { elementWire } from "./element-wire.ts";
import { HeaderReader } from "./header-reader.ts";
import { HeaderWriter } from "./header-writer.ts";

// Few values of each, so that runs of equal ones come about, and equal objects that are not the same.
const timestamps = fc.constantFrom(MIN_TIMESTAMP, 0, 1, -5, END_OF_GLOBAL_WINDOW, MAX_TIMESTAMP);
const firing: PaneInfo = { isFirst: false, isLast: false, timing: "early", index: 2, onTimeIndex: -1 };
const panes = fc.constantFrom(NO_FIRING, firing, { ...firing, index: 300 });
const intervals = fc.constantFrom(0, 10).map((start) => new IntervalWindow(start, start + 10));
const inIntervals: fc.Arbitrary<ElementMetadata> = fc.record({
  timestamp: timestamps,
  windows: fc.oneof(
    fc.constantFrom([new IntervalWindow(0, 10)], [new IntervalWindow(10, 20)]),
    fc.array(intervals, { maxLength: 3 }),
  ),
  pane: panes,
});
const inGlobal: fc.Arbitrary<ElementMetadata> = fc.record({
  timestamp: timestamps,
  windows: fc.constant(GLOBAL_WINDOWS),
  pane: panes,
});

const kinds = [
  { name: "interval windows", window: intervalWindowCoder, metadata: inIntervals },
  { name: "the global window", window: globalWindowCoder, metadata: inGlobal },
];

describe.each(kinds)("the headers of elements in $name", ({ window, metadata }) => {
  const coder = windowedValueCoder(stringUtf8Coder, window);
  const wire = elementWire(coder);
  const elements = fc.array(fc.tuple(metadata, fc.string({ unit: "grapheme", maxLength: 3 })));

  it("are written as the coder of windowed values writes them, whatever went before", () => {
    fc.assert(
      fc.property(elements, (list) => {
        const [writer, header, registers] = [new WireWriter(), new HeaderWriter(wire), new Registers()];
        for (const [facts, value] of list) {
          registers.install(facts);
          header.write(registers, writer);
          wire.value.encode(value, writer, true);
        }
        const expected = Buffer.concat(list.map(([facts, value]) => encodeBytes(coder, { ...facts, value }, true)));
        expect(Buffer.compare(writer.copyFrom(0), expected)).toBe(0);
      }),
    );
  });

  it("are read as they were written", () => {
    fc.assert(
      fc.property(elements, (list) => {
        const bytes = Buffer.concat(list.map(([facts, value]) => encodeBytes(coder, { ...facts, value }, true)));
        const [reader, header, registers] = [new WireReader(bytes), new HeaderReader(wire), new Registers()];
        const read = list.map(() => {
          header.read(reader, bytes);
          header.install(registers);
          return [registers.snapshot(), wire.value.decode(reader, true)];
        });
        reader.expectEnd();
        expect(read).toEqual(list);
      }),
    );
  });

  it("are read right also after some that were cut", () => {
    fc.assert(
      fc.property(metadata, metadata, fc.nat(), (first, second, cut) => {
        const [a, b] = [first, second].map((facts) => encodeBytes(coder, { ...facts, value: "" }, true)) as [
          Uint8Array,
          Uint8Array,
        ];
        const [header, registers] = [new HeaderReader(wire), new Registers()];
        header.read(new WireReader(a), a);
        // The value is one byte, its length.
        const part = b.subarray(0, cut % (b.length - 1));
        expect(() => header.read(new WireReader(part), part)).toThrow();
        header.read(new WireReader(b), b);
        header.install(registers);
        expect(registers.snapshot()).toEqual(second);
      }),
    );
  });
});

it("the headers of a coder that has them as constants are no bytes", () => {
  const facts = { timestamp: 7, windows: [new IntervalWindow(0, 10)], pane: firing };
  const payload = encodeBytes(windowedValueCoder(bytesCoder, intervalWindowCoder), {
    ...facts,
    value: new Uint8Array(),
  });
  const coder = paramWindowedValueCoder(stringUtf8Coder, intervalWindowCoder, payload);
  const wire = elementWire(coder);
  const bytes = encodeBytes(coder, { ...facts, value: "x" }, true);
  expect(decodeBytes(coder, bytes, true)).toEqual({ ...facts, value: "x" });
  const [reader, writer, registers] = [new WireReader(bytes), new WireWriter(), new Registers()];
  const header = new HeaderReader(wire);
  header.read(reader, bytes);
  header.install(registers);
  expect([registers.snapshot(), reader.position]).toEqual([facts, 0]);
  new HeaderWriter(wire).write(registers, writer);
  expect(writer.position).toBe(0);
});

it("a port's coder must be one of windowed values", () => {
  expect(() => elementWire(stringUtf8Coder)).toThrow("has a coder of kind string_utf8");
});
