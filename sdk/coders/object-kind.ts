/** What sort of object something is, as far as the value coder treats them apart. */
export type ObjectKind = "array" | "plain" | "null-prototype" | "instance";

/** Says what sort of object `value` is; arrays and plain objects of other realms (`vm` contexts) count as such. */
export function objectKind(value: object): ObjectKind {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return "plain";
  if (prototype === Array.prototype) return "array";
  if (prototype === null) return "null-prototype";
  return ofOtherRealm(value, prototype as object);
}

function ofOtherRealm(value: object, prototype: object): ObjectKind {
  const constructor: unknown = (prototype as { constructor?: unknown }).constructor;
  if (typeof constructor !== "function") return "instance";
  if (Array.isArray(value)) return constructor.name === "Array" && constructor !== Array ? "array" : "instance";
  const isRoot = Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
  return isRoot && constructor.name === "Object" ? "plain" : "instance";
}
