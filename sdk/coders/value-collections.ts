import type { BuiltinType, ValueOutput } from "./value-format.ts";

/** Maps: in the order of their entries, or, for keys, in the order of the entries' encodings. */
export const mapType: BuiltinType<Map<unknown, unknown>> = {
  tag: 0x12,
  prototypes: [Map.prototype],
  write(value, output) {
    output.wire.writeVarint(value.size);
    writeAll(output, value, ([key, item]) => {
      output.write(key);
      output.write(item);
    });
  },
  read(input) {
    const value = new Map<unknown, unknown>();
    for (let left = input.wire.readLength(); left > 0; left--) {
      const key = input.read();
      value.set(key, input.read());
    }
    return value;
  },
  *children(value) {
    let index = 0;
    for (const [key, item] of value) {
      yield [`.keys()[${String(index++)}]`, key];
      yield [typeof key === "object" ? `.values()[${String(index - 1)}]` : `.get(${printed(key)})`, item];
    }
  },
};

/** Sets: in the order of their elements, or, for keys, in the order of the elements' encodings. */
export const setType: BuiltinType<Set<unknown>> = {
  tag: 0x13,
  prototypes: [Set.prototype],
  write(value, output) {
    output.wire.writeVarint(value.size);
    writeAll(output, value, (item) => {
      output.write(item);
    });
  },
  read(input) {
    const value = new Set<unknown>();
    for (let left = input.wire.readLength(); left > 0; left--) value.add(input.read());
    return value;
  },
  *children(value) {
    let index = 0;
    for (const item of value) yield [`.values()[${String(index++)}]`, item];
  },
};

function writeAll<T>(output: ValueOutput, items: Iterable<T>, write: (item: T) => void): void {
  if (!output.isCanonical) {
    for (const item of items) write(item);
    return;
  }
  const { wire } = output;
  const start = wire.position;
  const encodings: string[] = [];
  for (const item of items) {
    write(item);
    encodings.push(wire.latin1From(start));
    wire.truncate(start);
  }
  for (const encoding of encodings.sort(byCodeUnits)) wire.writeLatin1(encoding);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function printed(key: unknown): string {
  return typeof key === "string" ? JSON.stringify(key) : String(key);
}
