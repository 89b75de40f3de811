import { UnionMember } from "./union-coder.ts";

const none: readonly unknown[] = Object.freeze([]);

/**
 * Elements of a union, kept by the member that they are of: each takes a slot of an array, where {@link UnionMember}s would
 * be an object each. Iterating gives them as they were added, one member's after the other's.
 */
export class UnionValues implements Iterable<unknown> {
  // A member that nothing has come of has no array.
  readonly #parts: (unknown[] | undefined)[] = [];

  /** Adds an element. */
  add(element: unknown): void {
    if (element instanceof UnionMember) this.#addTo(element.index, element.value);
    else this.#addTo(0, element);
  }

  /** Adds all elements of another one, which must not be used any more. */
  absorb(other: UnionValues): void {
    for (const [index, values] of other.#parts.entries()) {
      const part = this.#parts[index];
      if (part === undefined) this.#put(index, values);
      else if (values !== undefined) for (const value of values) part.push(value);
    }
  }

  /** Returns the elements of a member, in the order in which they were added. */
  part(index: number): readonly unknown[] {
    return this.#parts[index] ?? none;
  }

  *[Symbol.iterator](): Generator {
    for (const [index, values = none] of this.#parts.entries()) {
      for (const value of values) yield index === 0 ? value : new UnionMember(index, value);
    }
  }

  #addTo(index: number, value: unknown): void {
    const part = this.#parts[index];
    if (part === undefined) this.#put(index, [value]);
    else part.push(value);
  }

  #put(index: number, values: unknown[] | undefined): void {
    // Without holes: V8 reads such arrays faster.
    while (this.#parts.length < index) this.#parts.push(undefined);
    this.#parts[index] = values;
  }
}
