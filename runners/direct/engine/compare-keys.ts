/** The types of structural values, in their order: `sort()` leaves undefined last, whatever function it is given. */
const ranks: Readonly<Record<string, number>> = {
  object: 0,
  boolean: 1,
  number: 2,
  bigint: 3,
  string: 4,
  undefined: 5,
};

/**
 * Orders the structural values of keys: less than, equal to or more than 0, and 0 for those that a Map takes for the
 * same. The order has no meaning; strings are in the order of their code units, in which `sort()` leaves them.
 */
export function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a !== typeof b) return (ranks[typeof a] ?? 0) - (ranks[typeof b] ?? 0);
  if (typeof a === "number" && typeof b === "number" && (Number.isNaN(a) || Number.isNaN(b))) {
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  // Both are of one type, and a coder's structural values are primitives.
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Sorts structural values by {@link compareKeys}, in place. */
export function sortKeys(keys: unknown[]): unknown[] {
  // Without a function it takes less than half the time.
  return keys.every((key) => typeof key === "string") ? keys.sort() : keys.sort(compareKeys);
}
