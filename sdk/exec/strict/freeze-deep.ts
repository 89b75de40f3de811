import { objectKind } from "../../coders/object-kind.ts";

/**
 * Freezes plain objects and arrays, all the way down.
 *
 * @returns whether that is all there is: false where something else, such as a Map or a Date, can still be changed
 */
export function freezeDeep(value: unknown): boolean {
  return typeof value !== "object" || value === null || freezeObject(value, undefined);
}

/** @param seen - those that were frozen when they were come across: there may be circles */
function freezeObject(value: object, seen: Set<object> | undefined): boolean {
  let known = seen;
  if (Object.isFrozen(value)) {
    if (known?.has(value) === true) return true;
    known ??= new Set();
    known.add(value);
  }
  if (Array.isArray(value)) {
    Object.freeze(value);
    let isAll = objectKind(value) === "array";
    for (let i = 0; i < value.length; i++) {
      const member: unknown = value[i];
      if (typeof member === "object" && member !== null && !freezeObject(member, known)) isAll = false;
    }
    return isAll;
  }
  if (objectKind(value) === "instance") return false;
  Object.freeze(value);
  let isAll = true;
  for (const key in value) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof member === "object" && member !== null && !freezeObject(member, known)) isAll = false;
  }
  return isAll;
}
