/** How many places are left behind before the rest moves up. */
const leastGap = 1024;

/** A queue: first in, first out, at a constant cost however long it is. */
export class Line<T> {
  #items: (T | undefined)[] = [];
  #first = 0;

  /** How many wait. */
  get length(): number {
    return this.#items.length - this.#first;
  }

  /** The one that came first; undefined when none waits. */
  get first(): T | undefined {
    return this.#items[this.#first];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Removes the first one, and returns it. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first++] = undefined;
    if (this.length === 0) this.clear();
    else if (this.#first >= leastGap && this.#first * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#first = 0;
  }
}
