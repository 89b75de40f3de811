import { inspect } from "node:util";
import { take } from "./collect.ts";
import type { PCollection } from "./pcollection.ts";

const longestCell = 60;

/** Prints the first elements of a collection as a table. */
export async function show(collection: PCollection<unknown>, n: number): Promise<void> {
  const elements = await take(collection, "show", n);
  // eslint-disable-next-line no-console -- printing is what it is for
  console.table(elements.map(rowOf));
  // eslint-disable-next-line no-console -- as above
  if (elements.length === n) console.log(`The first ${String(n)} elements; there may be more.`);
}

/** A value as a cell of a table shows it. */
class Cell {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  [inspect.custom](): string {
    return this.#text;
  }
}

/** Returns what the columns show of an element: the members of an object, key and value of a pair, or the value. */
export function rowOf(element: unknown): Record<string, unknown> {
  const columns = isPlainObject(element)
    ? element
    : Array.isArray(element) && element.length === 2
      ? { key: element[0] as unknown, value: element[1] as unknown }
      : { value: element };
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, cellOf(value)]));
}

function cellOf(value: unknown): unknown {
  const text = inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: longestCell });
  return new Cell(text.length > longestCell ? `${text.slice(0, longestCell)}...` : text);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
