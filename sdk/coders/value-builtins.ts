import { arrayBufferType, dataViewType, typedArrayType, uint8ArrayType } from "./value-binary.ts";
import { mapType, setType } from "./value-collections.ts";
import { errorType } from "./value-errors.ts";
import type { BuiltinType } from "./value-format.ts";
import { dateType, regExpType, urlType } from "./value-scalars.ts";

// Each type is only ever given the objects of its own prototypes, so its parameter's type may be forgotten here.
const types = [
  dateType,
  mapType,
  setType,
  regExpType,
  urlType,
  errorType,
  uint8ArrayType,
  arrayBufferType,
  dataViewType,
  typedArrayType,
] as readonly BuiltinType<object>[];

const byPrototype = new Map(types.flatMap((type) => type.prototypes.map((prototype) => [prototype, type] as const)));
const byTag = new Map(types.map((type) => [type.tag, type]));

/** Returns how an object of a built-in class travels; undefined for instances of other classes, also of derived ones. */
export function builtinOf(value: object): BuiltinType<object> | undefined {
  return byPrototype.get(Object.getPrototypeOf(value) as object);
}

/** Returns how an instance of a class that is neither built in nor registered travels; undefined where it can't. */
export function derivedBuiltinOf(value: object): BuiltinType<object> | undefined {
  return value instanceof Error ? errorType : undefined;
}

/** Returns the built-in class that a tag stands for. */
export function builtinOfTag(tag: number): BuiltinType<object> | undefined {
  return byTag.get(tag);
}
