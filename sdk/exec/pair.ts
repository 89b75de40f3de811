/** Says whether an element is a pair `[key, value]`. */
export function isPair(element: unknown): element is readonly [unknown, unknown] {
  return Array.isArray(element) && element.length === 2;
}
