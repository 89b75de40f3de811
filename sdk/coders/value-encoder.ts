import { builtinOf, derivedBuiltinOf } from "./value-builtins.ts";
import { registeredClassOf } from "./class-registry.ts";
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
  SMALL_INTEGER_MAX,
  SMALL_INTEGER_MIN,
  TRUE,
  UncarriedValue,
  UNDEFINED,
  type ValueOutput,
} from "./value-format.ts";
import { objectKind } from "./object-kind.ts";
import { canonicalShapes, exactShapes } from "./value-shapes.ts";
import { writeString } from "./value-strings.ts";
import type { WireWriter } from "./wire-writer.ts";

/** Appends values in the format of `value-format.ts`. One encoder serves one call of the coder. */
export class ValueEncoder implements ValueOutput {
  readonly wire: WireWriter;
  readonly isCanonical: boolean;
  #depth = 0;

  constructor(wire: WireWriter, isCanonical: boolean) {
    this.wire = wire;
    this.isCanonical = isCanonical;
  }

  write(value: unknown): void {
    switch (typeof value) {
      case "string":
        writeString(value, this.wire);
        return;
      case "number":
        this.#writeNumber(value);
        return;
      case "boolean":
        this.wire.writeByte(value ? TRUE : FALSE);
        return;
      case "undefined":
        this.wire.writeByte(UNDEFINED);
        return;
      case "bigint":
        this.#writeBigint(value);
        return;
      case "object":
        if (value === null) this.wire.writeByte(NULL);
        else this.#writeContainer(value);
        return;
      default:
        throw new UncarriedValue();
    }
  }

  #writeNumber(value: number): void {
    const wire = this.wire;
    if (!Number.isSafeInteger(value)) {
      wire.writeByte(DOUBLE);
      wire.writeDouble(value);
    } else if (value === 0) {
      wire.writeByte(!this.isCanonical && Object.is(value, -0) ? NEGATIVE_ZERO : SMALL_INTEGER - SMALL_INTEGER_MIN);
    } else if (value > SMALL_INTEGER_MAX) {
      wire.writeByte(POSITIVE_INTEGER);
      wire.writeVarint(value);
    } else if (value < SMALL_INTEGER_MIN) {
      wire.writeByte(NEGATIVE_INTEGER);
      wire.writeVarint(-1 - value);
    } else {
      wire.writeByte(SMALL_INTEGER - SMALL_INTEGER_MIN + value);
    }
  }

  #writeBigint(value: bigint): void {
    const isNegative = value < 0n;
    const digits = (isNegative ? -value : value).toString(16);
    this.wire.writeByte(isNegative ? NEGATIVE_BIGINT : POSITIVE_BIGINT);
    this.wire.writeBytesWithLength(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex"));
  }

  #writeContainer(value: object): void {
    if (++this.#depth > MAX_DEPTH) throw new UncarriedValue();
    switch (objectKind(value)) {
      case "array":
        this.#writeArray(value as unknown[]);
        break;
      case "plain":
        this.#writeProperties(value as Record<string, unknown>, OBJECT);
        break;
      case "null-prototype":
        this.#writeProperties(value as Record<string, unknown>, NULL_PROTOTYPE_OBJECT);
        break;
      default:
        this.#writeInstance(value);
    }
    this.#depth--;
  }

  #writeArray(values: readonly unknown[]): void {
    const length = values.length;
    if (length <= SHORT_ARRAY_MAX) {
      this.wire.writeByte(SHORT_ARRAY + length);
    } else {
      this.wire.writeByte(ARRAY);
      this.wire.writeVarint(length);
    }
    for (let i = 0; i < length; i++) {
      const value = values[i];
      if (value === undefined && !(i in values)) i = this.#writeHoles(values, i) - 1;
      else this.write(value);
    }
  }

  /** Writes the run of holes that starts at `start`, and returns where it ends. */
  #writeHoles(values: readonly unknown[], start: number): number {
    let end = start + 1;
    while (end < values.length && !(end in values)) end++;
    this.wire.writeByte(HOLES);
    this.wire.writeVarint(end - start);
    return end;
  }

  #writeProperties(value: Record<string, unknown>, tag: number): void {
    const keys = Object.keys(value);
    if (Object.getOwnPropertySymbols(value).length > 0) refuseEnumerableSymbols(value);
    const shape = (this.isCanonical ? canonicalShapes : exactShapes).shapeOf(keys);
    this.wire.writeByte(tag);
    this.wire.writeBytes(shape.header);
    const order = shape.order;
    for (let i = 0; i < order.length; i++) this.write(value[order[i] as string]);
  }

  #writeInstance(value: object): void {
    const builtin = builtinOf(value);
    const registered = builtin === undefined ? registeredClassOf(value) : undefined;
    if (registered !== undefined) {
      this.wire.writeByte(REGISTERED);
      writeString(registered.name, this.wire);
      this.write(registered.toPlain(value));
      return;
    }
    const type = builtin ?? derivedBuiltinOf(value);
    if (type === undefined) throw new UncarriedValue();
    this.wire.writeByte(type.tag);
    type.write(value, this);
  }
}

function refuseEnumerableSymbols(value: object): void {
  const symbols = Object.getOwnPropertySymbols(value);
  if (symbols.some((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol))) throw new UncarriedValue();
}
