import { builtinOfTag } from "./value-builtins.ts";
import { registeredClassNamed } from "./class-registry.ts";
import {
  ARRAY,
  DOUBLE,
  FALSE,
  HOLES,
  MAX_DEPTH,
  NEGATIVE_BIGINT,
  NEGATIVE_INTEGER,
  NEGATIVE_ZERO,
  NULL,
  NULL_PROTOTYPE_OBJECT,
  OBJECT,
  POSITIVE_BIGINT,
  POSITIVE_INTEGER,
  REGISTERED,
  SHORT_ARRAY,
  SHORT_ARRAY_MAX,
  SMALL_INTEGER,
  SMALL_INTEGER_MIN,
  TRUE,
  UNDEFINED,
  type ValueInput,
} from "./value-format.ts";
import { readKeys } from "./value-shapes.ts";
import { readString } from "./value-strings.ts";
import type { WireReader } from "./wire-reader.ts";

const MAX_ARRAY_LENGTH = 0xffff_ffff;

/** Reads values in the format of `value-format.ts`. One decoder serves one call of the coder. */
export class ValueDecoder implements ValueInput {
  readonly wire: WireReader;
  #depth = 0;

  constructor(wire: WireReader) {
    this.wire = wire;
  }

  read(): unknown {
    const tag = this.wire.readByte();
    if (tag >= SMALL_INTEGER) return tag - SMALL_INTEGER + SMALL_INTEGER_MIN;
    const text = readString(tag, this.wire);
    if (text !== undefined) return text;
    switch (tag) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case POSITIVE_INTEGER:
        return this.wire.readLength();
      case NEGATIVE_INTEGER:
        return -1 - this.wire.readLength();
      case NEGATIVE_ZERO:
        return -0;
      case DOUBLE:
        return this.wire.readDouble();
      case POSITIVE_BIGINT:
        return this.#readMagnitude();
      case NEGATIVE_BIGINT:
        return -this.#readMagnitude();
      default:
        return this.#readContainer(tag);
    }
  }

  #readMagnitude(): bigint {
    const digits = Buffer.from(this.wire.readView(this.wire.readLength())).toString("hex");
    return digits === "" ? 0n : BigInt(`0x${digits}`);
  }

  #readContainer(tag: number): unknown {
    if (++this.#depth > MAX_DEPTH) throw this.wire.error(`The value is nested more than ${String(MAX_DEPTH)} deep.`);
    const value = this.#containerOf(tag);
    this.#depth--;
    return value;
  }

  #containerOf(tag: number): unknown {
    if (tag >= SHORT_ARRAY && tag <= SHORT_ARRAY + SHORT_ARRAY_MAX) return this.#readArray(tag - SHORT_ARRAY);
    switch (tag) {
      case OBJECT:
        return this.#readProperties({});
      case NULL_PROTOTYPE_OBJECT:
        return this.#readProperties(Object.create(null) as Record<string, unknown>);
      case ARRAY:
        return this.#readArray(this.wire.readLength());
      case REGISTERED:
        return this.#readRegistered();
      default:
        return this.#readBuiltin(tag);
    }
  }

  #readArray(length: number): unknown[] {
    const values: unknown[] = [];
    if (length > MAX_ARRAY_LENGTH) throw this.wire.error(`An array can't have ${String(length)} elements.`);
    while (values.length < length) {
      if (this.wire.peekByte() === HOLES) this.#readHoles(values, length);
      else values.push(this.read());
    }
    return values;
  }

  #readHoles(values: unknown[], length: number): void {
    this.wire.readByte();
    const end = values.length + this.wire.readLength();
    if (end > length || end === values.length) throw this.wire.error("A run of holes doesn't fit into its array.");
    values.length = end;
  }

  #readProperties(value: Record<string, unknown>): Record<string, unknown> {
    const keys = readKeys(this.wire);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const property = this.read();
      if (key === "__proto__") defineOwn(value, key, property);
      else value[key] = property;
    }
    return value;
  }

  #readRegistered(): unknown {
    const name = this.read();
    if (typeof name !== "string") throw this.wire.error("The name of a registered class is no string.");
    const registered = registeredClassNamed(name);
    if (registered !== undefined) return registered.fromPlain(this.read());
    throw this.wire.error(`The value is an instance of ${JSON.stringify(name)}, which is not registered here.`, [
      "call registerClass in a module that is loaded on both sides",
    ]);
  }

  #readBuiltin(tag: number): object {
    const builtin = builtinOfTag(tag);
    if (builtin === undefined) throw this.wire.error(`No value starts with the byte ${String(tag)}.`);
    return builtin.read(this);
  }
}

/** Assigning `__proto__` would change the prototype. */
function defineOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
