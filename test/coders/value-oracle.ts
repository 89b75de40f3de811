// Says the same of values as the value coder, slowly and in other words: a description that two values share exactly when
// they are the same. "exact" keeps orders and the sign of zero, "canonical" does not.

type Mode = "exact" | "canonical";

/** Returns a text that two values share exactly when they are equal in that mode. */
export function describeValue(value: unknown, mode: Mode): string {
  if (typeof value === "string")
    return `string ${Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)).join(".")};`;
  if (typeof value === "number") return mode === "exact" && Object.is(value, -0) ? "-0" : `number ${String(value)}`;
  if (typeof value === "bigint") return `${String(value)}n`;
  if (typeof value !== "object" || value === null) return String(value);
  return describeObject(value, mode);
}

function describeObject(value: object, mode: Mode): string {
  const of = (inner: unknown): string => describeValue(inner, mode);
  const sorted = (parts: string[]): string => (mode === "exact" ? parts : parts.sort()).join(",");
  if (Array.isArray(value)) return `[${Array.from(value, (item, i) => (i in value ? of(item) : "hole")).join(",")}]`;
  if (value instanceof Map) return `Map{${sorted([...value].map(([key, item]) => `${of(key)}=>${of(item)}`))}}`;
  if (value instanceof Set) return `Set{${sorted([...value].map(of))}}`;
  if (value instanceof Date) return `Date ${String(value.getTime())}`;
  if (value instanceof URL) return `URL ${value.href}`;
  if (value instanceof RegExp) return `RegExp ${String(value)} ${String(value.lastIndex)}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${[...new Uint8Array(value)].join()}`;
  if (value instanceof DataView) return `DataView ${describeObject(value.buffer, mode)}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${Array.from(value as Uint8Array, of).join()}`;
  const prototype = Object.getPrototypeOf(value) === null ? "null" : value.constructor.name;
  const names = value instanceof Error ? Object.getOwnPropertyNames(value).sort() : Object.keys(value);
  const entries = names.map((name) => `${of(name)}:${of((value as Record<string, unknown>)[name])}`);
  return `${value instanceof Error ? prototype : prototype === "null" ? "null" : "Object"}{${sorted(entries)}}`;
}

/** Returns a value that is equal but for the order of keys and entries and the sign of zeros. */
export function rearranged(value: unknown, dice: () => number): unknown {
  if (value === 0) return dice() % 2 === 0 ? 0 : -0;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copy.length = value.length;
    for (const index of value.keys()) if (index in value) copy[index] = rearranged(value[index], dice);
    return copy;
  }
  if (value instanceof Map) {
    return new Map(shuffled([...value], dice).map(([key, item]) => [rearranged(key, dice), rearranged(item, dice)]));
  }
  if (value instanceof Set) return new Set(shuffled([...value], dice).map((item) => rearranged(item, dice)));
  if (value instanceof Float64Array || value instanceof Float32Array)
    return value.map((item) => rearranged(item, dice) as number);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== null && prototype !== Object.prototype) return value;
  const copy = Object.create(prototype) as object;
  for (const [key, item] of shuffled(Object.entries(value), dice)) {
    Object.defineProperty(copy, key, {
      value: rearranged(item, dice),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

function shuffled<T>(items: readonly T[], dice: () => number): T[] {
  return items
    .map((item) => [dice(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
