// Binary data. Typed arrays travel as the bytes of their elements, least significant first, which is how the machines that
// Node runs on keep them; a view's buffer and its place in it do not travel.

import { endianness } from "node:os";
import { CoderError } from "./coder-error.ts";
import type { BuiltinType, ValueInput, ValueOutput } from "./value-format.ts";

type Floats = Float32Array | Float64Array;
type TypedArray = Exclude<NodeJS.TypedArray, Uint8Array> & object;
interface TypedArrayConstructor {
  new (buffer: ArrayBuffer): TypedArray;
  readonly prototype: object;
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
}

// The constructors by name: a name also says which one it was to a reader whose Node has no Float16Array.
const NAMES = [
  "Int8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
];
const constructors = new Map<string, TypedArrayConstructor>();
for (const name of NAMES) {
  const found = (globalThis as Record<string, unknown>)[name];
  if (found !== undefined) constructors.set(name, found as TypedArrayConstructor);
}

/** Bytes; a Buffer comes back as a Uint8Array. */
export const uint8ArrayType: BuiltinType<Uint8Array> = {
  tag: 0x17,
  prototypes: [Uint8Array.prototype, Buffer.prototype],
  write(value, output) {
    output.wire.writeBytesWithLength(value);
  },
  read: readBytes,
};

/** Array buffers; a shared one is none of them. */
export const arrayBufferType: BuiltinType<ArrayBuffer> = {
  tag: 0x18,
  prototypes: [ArrayBuffer.prototype],
  write(value, output) {
    output.wire.writeBytesWithLength(new Uint8Array(value));
  },
  read: readBuffer,
};

/** Data views: the bytes that they show. */
export const dataViewType: BuiltinType<DataView> = {
  tag: 0x19,
  prototypes: [DataView.prototype],
  write(value, output) {
    output.wire.writeBytesWithLength(bytesOf(value));
  },
  read: (input) => new DataView(readBuffer(input)),
};

/** Typed arrays other than Uint8Array. */
export const typedArrayType: BuiltinType<TypedArray> = {
  tag: 0x1a,
  prototypes: [...constructors.values()].map((constructor) => constructor.prototype),
  write(value, output) {
    if (endianness() === "BE")
      throw new CoderError({ summary: "Typed arrays are carried on little-endian machines only." });
    output.write(value.constructor.name);
    writeElements(value, output);
  },
  read(input) {
    const name = input.read();
    const constructor = typeof name === "string" ? constructors.get(name) : undefined;
    if (constructor === undefined) throw input.wire.error(`This Node knows no typed array ${JSON.stringify(name)}.`);
    const buffer = readBuffer(input);
    if (buffer.byteLength % constructor.BYTES_PER_ELEMENT === 0) return new constructor(buffer);
    throw input.wire.error(`The bytes of a ${constructor.name} break off within an element.`);
  },
};

function writeElements(value: TypedArray, output: ValueOutput): void {
  const isNormalized = output.isCanonical && value.constructor.name.startsWith("Float");
  output.wire.writeBytesWithLength(bytesOf(isNormalized ? normalized(value as Floats) : value));
}

/** Returns the numbers with every NaN in the same bits and without -0. */
function normalized(values: Floats): Floats {
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : value + 0));
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function readBytes(input: ValueInput): Uint8Array {
  return input.wire.readBytes(input.wire.readLength());
}

function readBuffer(input: ValueInput): ArrayBuffer {
  const bytes = readBytes(input);
  return bytes.buffer as ArrayBuffer; // readBytes has copied it, so nothing else lies in the buffer
}
