import { UnionMember } from "../coders/union-coder.ts";
import { UnionValues } from "../coders/union-values.ts";

/**
 * Takes a group of a union's elements apart: returns the elements of each member. Each part may be iterated more than once.
 *
 * @param count - how many members the union has
 */
export function splitGroup(values: Iterable<unknown>, count: number): readonly Iterable<unknown>[] {
  if (values instanceof UnionValues) return Array.from({ length: count }, (_, index) => values.part(index));
  if (Array.isArray(values)) return splitArray(values, count);
  // A group that is not in memory as a whole stays where it is, and is read again for each part.
  return Array.from({ length: count }, (_, index) => new GroupPart(values, index));
}

function splitArray(values: readonly unknown[], count: number): unknown[][] {
  const own: unknown[] = [];
  const parts: unknown[][] = [own];
  for (let i = 1; i < count; i++) parts.push([]);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value instanceof UnionMember)) own.push(value);
    else parts[value.index]?.push(value.value);
  }
  return parts;
}

/** The elements of one member among those of all. */
class GroupPart implements Iterable<unknown> {
  readonly #values: Iterable<unknown>;
  readonly #index: number;

  constructor(values: Iterable<unknown>, index: number) {
    this.#values = values;
    this.#index = index;
  }

  *[Symbol.iterator](): Generator {
    for (const value of this.#values) {
      if (value instanceof UnionMember) {
        if (value.index === this.#index) yield value.value;
      } else if (this.#index === 0) yield value;
    }
  }
}
