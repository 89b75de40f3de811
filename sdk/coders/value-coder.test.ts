import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { registerClass } from "./class-registry.ts";
import { CoderError } from "./coder-error.ts";
import { decodeBytes, encodeBytes } from "./encode-bytes.ts";
import { canonicalValueCoder, valueCoder } from "./value-coder.ts";

class Money {
  readonly amount: number;
  readonly #currency: string;

  constructor(amount: number, currency: string) {
    this.amount = amount;
    this.#currency = currency;
  }

  toString(): string {
    return `${String(this.amount)} ${this.#currency}`;
  }

  toPlain(): [number, string] {
    return [this.amount, this.#currency];
  }
}

class Point {
  readonly x: number;
  readonly label: unknown;

  constructor(x: number, label?: unknown) {
    this.x = x;
    this.label = label;
  }
}

class Order {
  readonly items: unknown[];

  constructor(items: unknown[]) {
    this.items = items;
  }
}

registerClass(Money, {
  name: "test.Money",
  toPlain: (money) => money.toPlain(),
  fromPlain: ([amount, currency]) => new Money(amount, currency),
});
registerClass(Point);

function hex(value: unknown): string {
  return Buffer.from(encodeBytes(valueCoder, value)).toString("hex");
}

function roundTrip(value: unknown): unknown {
  return decodeBytes(valueCoder, encodeBytes(valueCoder, value));
}

describe("the value coder", () => {
  // The format is in value-format.ts: bytes of one release must be readable by the next.
  it.each<{ value: unknown; bytes: string }>([
    { value: undefined, bytes: "00" },
    { value: null, bytes: "01" },
    { value: false, bytes: "02" },
    { value: true, bytes: "03" },
    { value: -16, bytes: "80" },
    { value: 0, bytes: "90" },
    { value: 111, bytes: "ff" },
    { value: 112, bytes: "0470" },
    { value: -17, bytes: "0510" },
    { value: 2147483648, bytes: "048080808008" },
    { value: -0, bytes: "06" },
    { value: 0.5, bytes: "073fe0000000000000" },
    { value: Number.NaN, bytes: "077ff8000000000000" },
    { value: 0n, bytes: "080100" },
    { value: 256n, bytes: "08020100" },
    { value: -1n, bytes: "090101" },
    { value: "", bytes: "40" },
    { value: "ab", bytes: "426162" },
    { value: "é", bytes: "0a02c3a9" },
    { value: "a".repeat(64), bytes: `0a40${"61".repeat(64)}` },
    { value: "\ud800", bytes: "0b0100d8" },
    { value: [], bytes: "20" },
    { value: [1, "a"], bytes: "22914161" },
    { value: new Array<unknown>(16).fill(null), bytes: `0c10${"01".repeat(16)}` },

    { value: [1, , , 2], bytes: "24910d0292" },
    { value: { b: 1, a: 2 }, bytes: "0e0441624161" + "9192" },
    { value: Object.assign(Object.create(null) as object, { b: 1 }), bytes: "0f02416291" },
    { value: new Date(5), bytes: "1195" },
    { value: new Map([["k", 1]]), bytes: "1201416b91" },
    { value: new Set([1]), bytes: "130191" },
    { value: /a/g, bytes: "144161416790" },
    { value: Uint8Array.of(1, 2), bytes: "17020102" },
    { value: Uint16Array.of(258), bytes: "1a4b55696e743136417272617902" + "0201" },
    { value: new Point(1, 2), bytes: "1045506f696e74" + "0e08" + "4178" + "456c6162656c" + "9192" },
  ])("writes $value as $bytes and reads it", ({ value, bytes }) => {
    expect(hex(value)).toBe(bytes);
    expect(decodeBytes(valueCoder, Buffer.from(bytes, "hex"))).toStrictEqual(value);
  });

  it("keeps 2147483648, dates and undefined as they are", () => {
    const record = { big: 2147483648, at: new Date(1), nothing: undefined, list: [undefined] };
    expect(roundTrip(record)).toStrictEqual(record);
  });

  it("keeps the order of an object's keys, and a key that is __proto__", () => {
    const record = JSON.parse('{"b":1,"a":2,"__proto__":{"polluted":true}}') as object;
    const read = roundTrip(record) as object;
    expect(Object.keys(read)).toEqual(["b", "a", "__proto__"]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it("keeps an error's class, fields and properties", () => {
    const cause = new RangeError("inner");
    const error = Object.assign(new TypeError("outer", { cause }), { code: "E_TEST" });
    const read = roundTrip(error) as TypeError & { code: string };
    expect(read).toBeInstanceOf(TypeError);
    expect([read.message, read.stack, read.code]).toEqual(["outer", error.stack, "E_TEST"]);
    expect(read.cause).toBeInstanceOf(RangeError);
    expect(Object.keys(read)).toEqual(["code"]);
    expect(read.propertyIsEnumerable("stack")).toBe(false);
    const group = roundTrip(new AggregateError([cause], "many")) as AggregateError;
    expect(group.errors).toEqual([cause]);
  });

  it("reads an error of a class that is not registered as the nearest of JavaScript's own, under its own name", () => {
    class QuotaError extends RangeError {
      override readonly name = "QuotaError";
    }
    const read = roundTrip(new QuotaError("used up")) as Error;
    expect(read.constructor).toBe(RangeError);
    expect(String(read)).toBe("QuotaError: used up");
    const abort = roundTrip(AbortSignal.abort().reason) as Error;
    expect([abort.name, abort.message]).toEqual(["AbortError", "This operation was aborted"]);
  });

  it("carries instances of registered classes", () => {
    const read = roundTrip([new Money(3, "EUR"), new Point(1)]) as [Money, Point];
    expect(read[0]).toBeInstanceOf(Money);
    expect(String(read[0])).toBe("3 EUR");
    expect(read[1]).toStrictEqual(new Point(1));
  });

  it("takes plain objects and arrays of another realm for what they are", () => {
    expect(roundTrip(runInContext("({ a: [1, 2] })", createContext()))).toStrictEqual({ a: [1, 2] });
  });

  it("copies bytes, so that the value read does not keep what it was read from", () => {
    const bytes = encodeBytes(valueCoder, Uint8Array.of(1, 2));
    const read = decodeBytes(valueCoder, bytes) as Uint8Array;
    bytes.fill(9);
    expect(read).toEqual(Uint8Array.of(1, 2));
    expect(read.buffer.byteLength).toBe(2);
  });

  it("can be called by a registered class's own functions", () => {
    class Sealed {
      readonly inner: unknown;
      constructor(inner: unknown) {
        this.inner = inner;
      }
    }
    registerClass(Sealed, {
      name: "test.Sealed",
      toPlain: ({ inner }) => encodeBytes(valueCoder, inner),
      fromPlain: (bytes) => new Sealed(decodeBytes(valueCoder, bytes)),
    });
    expect(roundTrip({ a: new Sealed([1]), b: 2 })).toStrictEqual({ a: new Sealed([1]), b: 2 });
  });
});

const cycle: { self?: unknown; list: unknown[] } = { list: [] };
cycle.list.push(1, cycle);
let deep: unknown = 1;
for (let i = 0; i < 1_001; i++) deep = [deep];

let chain = new Error("first");
for (let i = 0; i < 600; i++) chain = new Error("next", { cause: chain });

class Unregistered {
  readonly a = 1;
}

describe("the value coder's refusals", () => {
  it.each<{ name: string; value: unknown; path: string; what: string; remedy: string }>([
    {
      name: "a function",
      value: { a: [() => 1] },
      path: "value.a[0]",
      what: "the function (anonymous)",
      remedy: "keep functions in the steps",
    },
    { name: "a symbol", value: [Symbol("s")], path: "value[0]", what: "the symbol Symbol(s)", remedy: "use a string" },
    {
      name: "a property whose key is a symbol",
      value: { a: { [Symbol("s")]: 1 } },
      path: "value.a",
      what: "a property whose key is the symbol Symbol(s)",
      remedy: "use a string as the key",
    },
    {
      name: "an instance in an instance",
      value: new Point(1, { deep: new Unregistered() }),
      path: "point.label.deep",
      what: "an instance of Unregistered",
      remedy: "registerClass(Unregistered)",
    },
    {
      name: "an unregistered class",
      value: new Order([]),
      path: "order",
      what: "an instance of Order",
      remedy: "registerClass(Order)",
    },
    {
      name: "a promise",
      value: new Map([["k", Promise.resolve()]]),
      path: 'map.get("k")',
      what: "an instance of Promise",
      remedy: "the data in it",
    },
    {
      name: "a WeakMap as a key",
      value: new Map([[new WeakMap(), 1]]),
      path: "map.keys()[0]",
      what: "an instance of WeakMap",
      remedy: "the data in it",
    },
    {
      name: "a boxed number",
      value: new Set([Object(1)]),
      path: "set.values()[0]",
      what: "an instance of Number",
      remedy: "the data in it",
    },
    {
      name: "a generator",
      value: {
        g: (function* () {
          yield 1;
        })(),
      },
      path: "value.g",
      what: "an instance of",
      remedy: "",
    },
    { name: "a cycle", value: cycle, path: "value.list[1]", what: "a cycle", remedy: "refer to it by an id" },
    {
      name: "deep nesting",
      value: deep,
      path: "value[0][0][0]",
      what: "values nested more than 1000 deep",
      remedy: "use a flat list",
    },
    {
      name: "a long chain of causes",
      value: chain,
      path: "error.cause.cause.cause",
      what: "values nested more than 1000 deep",
      remedy: "use a flat list",
    },
    {
      name: "an error's cause",
      value: new Error("x", { cause: () => 1 }),
      path: "error.cause",
      what: "the function cause",
      remedy: "",
    },
    {
      name: "an odd key",
      value: { "a b": { "1": Symbol.iterator } },
      path: 'value["a b"]["1"]',
      what: "the symbol",
      remedy: "",
    },
  ])("name the path to $name", ({ value, path, what, remedy }) => {
    const refused = (): unknown => encodeBytes(valueCoder, value);
    expect(refused).toThrow(CoderError);
    expect(refused).toThrow(`The value coder can't carry ${what}`);
    expect(refused).toThrow(remedy);
    try {
      refused();
    } catch (error) {
      const found = (error as CoderError).facts.path ?? "";
      expect(found.endsWith("...") ? found.startsWith(path) : found === path, found).toBe(true);
    }
  });

  it("leave nothing of the value behind", () => {
    const before = hex([1, 2]);
    expect(() => encodeBytes(valueCoder, [1, Symbol("s")])).toThrow(CoderError);
    expect(hex([1, 2])).toBe(before);
  });

  it("name the path in an array with holes", () => {
    const sparse: unknown[] = [];
    sparse[3] = () => 1;
    expect(() => encodeBytes(valueCoder, sparse)).toThrow("value[3]");
  });

  it("name the class that the reader has not registered", () => {
    const bytes = Buffer.from(hex(new Point(1)).replace("506f696e74", "506f696e75"), "hex");
    expect(() => decodeBytes(valueCoder, bytes)).toThrow('an instance of "Poinu", which is not registered here');
  });

  it("keep two classes from having one name", () => {
    expect(() => {
      registerClass(
        class Point {
          readonly other = true;
        },
      );
    }).toThrow('Another class is registered as "Point".');
  });
});

describe("the canonical value coder", () => {
  it.each<{ a: unknown; b: unknown }>([
    { a: { a: 1, b: 2 }, b: { b: 2, a: 1 } },
    { a: new Map([[0, { x: 1, y: -0 }]]), b: new Map([[-0, { y: 0, x: 1 }]]) },
    { a: new Set(["x", "y"]), b: new Set(["y", "x"]) },
    { a: Float64Array.of(-0), b: Float64Array.of(0) },
    { a: Buffer.from("x"), b: new Uint8Array([120]) },
  ])("gives the same bytes for $a and $b", ({ a, b }) => {
    expect(encodeBytes(canonicalValueCoder, a)).toEqual(encodeBytes(canonicalValueCoder, b));
    expect(canonicalValueCoder.structuralValue(a)).toBe(canonicalValueCoder.structuralValue(b));
  });

  it("is deterministic, and the exact one is not", () => {
    expect(canonicalValueCoder.isDeterministic).toBe(true);
    expect(valueCoder.isDeterministic).toBe(false);
  });

  it("leaves primitives as they are for grouping in memory", () => {
    for (const key of ["word", 1, 1n, true, null, undefined])
      expect(canonicalValueCoder.structuralValue(key)).toBe(key);
  });
});
