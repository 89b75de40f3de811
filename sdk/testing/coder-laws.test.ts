import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boolCoder,
  bytesCoder,
  customCoder,
  doubleCoder,
  iterableCoder,
  kvCoder,
  nullableCoder,
  rowCoder,
  schema,
  stringUtf8Coder,
  valueCoderOf,
  varintCoder,
  type Coder,
} from "../index.ts";
import { checkCoderLaws, CoderLawError } from "./coder-laws.ts";

const order = schema.struct({ id: schema.int64(), name: schema.string(), price: schema.double() });
const text = fc.string({ unit: "binary" }).filter((value) => value.isWellFormed());

type Lawful = Pick<Coder<never>, "encode"> & Omit<Coder<unknown>, "encode" | "structuralValue">;

const lawful: readonly { name: string; coder: Lawful; values: fc.Arbitrary<unknown> }[] = [
  { name: "varint", coder: varintCoder, values: fc.maxSafeInteger() },
  { name: "string_utf8", coder: stringUtf8Coder, values: text },
  { name: "bool", coder: boolCoder, values: fc.boolean() },
  { name: "double", coder: doubleCoder, values: fc.double() },
  { name: "bytes", coder: bytesCoder, values: fc.uint8Array().map((bytes) => Uint8Array.from(bytes)) },
  { name: "nullable", coder: nullableCoder(varintCoder), values: fc.option(fc.integer()) },
  {
    name: "kv",
    coder: kvCoder(stringUtf8Coder, iterableCoder(doubleCoder)),
    values: fc.tuple(text, fc.array(fc.double())),
  },
  {
    name: "row",
    coder: rowCoder(order),
    values: fc.record({ id: fc.maxSafeInteger(), name: text, price: fc.double() }, { noNullPrototype: true }),
  },
  { name: "value", coder: valueCoderOf<unknown>(), values: fc.jsonValue() },
];

interface Point {
  readonly x: number;
}

/** One byte; nested, it tells its own end without a length. */
const byte: Coder<Point> = {
  kind: "point",
  components: [],
  isDeterministic: true,
  encode: ({ x }, writer) => {
    writer.writeByte(x);
  },
  decode: (reader) => ({ x: reader.readByte() }),
  structuralValue: ({ x }) => x,
};

let count = 0;

const broken: readonly { claim: string; coder: Coder<Point>; values?: readonly Point[] }[] = [
  { claim: "values come back as they were", coder: { ...byte, decode: (reader) => ({ x: reader.readByte() & 0x7f }) } },
  {
    claim: "reading a value takes all of its bytes",
    coder: { ...byte, encode: ({ x }, writer) => writer.writeBytes(Uint8Array.of(x, 0)) },
  },
  {
    claim: "a deterministic coder writes a value the same each time",
    coder: {
      ...byte,
      encode: ({ x }, writer) => writer.writeBytes(Uint8Array.of(x, ++count % 256)),
      decode: (reader) => ({ x: reader.readBytes(2)[0] ?? 0 }),
    },
  },
  {
    claim: "a nested value tells its own end",
    coder: { ...byte, decode: (reader) => ({ x: reader.readBytes(reader.remaining)[0] ?? 0 }) },
  },
  {
    claim: "a nested value that is cut off is refused",
    coder: { ...byte, decode: (reader) => ({ x: reader.isAtEnd ? 0 : reader.readByte() }) },
  },
  {
    claim: "structural values are primitives",
    coder: { ...byte, structuralValue: ({ x }) => [x] },
  },
  {
    claim: "structural values are the same exactly when encodings are",
    coder: { ...byte, structuralValue: () => 0 },
  },
  {
    claim: "structural values are the same exactly when encodings are",
    coder: { ...byte, structuralValue: () => ++count },
    values: [{ x: 1 }, { x: 1 }],
  },
];

describe("the laws of coders", () => {
  it.each(lawful)("are kept by $name", ({ coder, values }) => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 8 }), (all) => {
        checkCoderLaws(coder as Coder<unknown>, all);
      }),
    );
  });

  it.each(broken)("tell which one is broken: $claim", ({ claim, coder, values = [{ x: 200 }, { x: 3 }] }) => {
    expect(() => checkCoderLaws(coder, values)).toThrow(CoderLawError);
    expect(() => checkCoderLaws(coder, values)).toThrow(`The coder "point" breaks a law: ${claim}.\n`);
  });

  it("hold a deterministic coder to write equal values the same", () => {
    const record = customCoder<Readonly<Record<string, number>>>({
      name: "json record",
      isDeterministic: true,
      encode: (value) => Buffer.from(JSON.stringify(value)),
      decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Record<string, number>,
    });
    expect(() => checkCoderLaws(record, [{ a: 1, b: 2 }])).not.toThrow();
    expect(() =>
      checkCoderLaws(record, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]),
    ).toThrow(
      [
        'The coder "json record" breaks a law: a deterministic coder writes equal values the same.',
        "  one    { a: 1, b: 2 }",
        "  other  { b: 2, a: 1 }",
        "Do this: see the contract",
      ].join("\n"),
    );
  });

  it("compare as they are told", () => {
    const rounded: Coder<Point> = {
      ...byte,
      encode: ({ x }, writer) => {
        writer.writeByte(Math.round(x));
      },
      structuralValue: ({ x }) => Math.round(x),
    };
    expect(() => checkCoderLaws(rounded, [{ x: 1.2 }])).toThrow("values come back as they were");
    const isSame = (a: Point, b: Point): boolean => Math.round(a.x) === Math.round(b.x);
    expect(() => checkCoderLaws(rounded, [{ x: 1.2 }, { x: 0.9 }], { isSame })).not.toThrow();
  });

  it("show the bytes", () => {
    const lossy: Coder<Point> = { ...byte, decode: (reader) => ({ x: reader.readByte() - 1 }) };
    expect(() => checkCoderLaws(lossy, [{ x: 255 }])).toThrow(
      "  value    { x: 255 }\n  nested   false\n  bytes    1 bytes: ff\n  decoded  { x: 254 }\n",
    );
  });
});
