import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBytes, Pipeline, valueCoder, type PCollection } from "../sdk/index.ts";
import {
  except,
  exceptAll,
  groupIntoBatches,
  intersect,
  intersectAll,
  intoBatches,
  limit,
  union,
  unionAll,
} from "./index.ts";

const letters = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
const lists = fc.array(letters, { minLength: 2, maxLength: 4 });

type Operation = (first: PCollection<string>, ...others: [PCollection<string>]) => PCollection<string>;

function times(list: readonly string[], letter: string): number {
  return list.filter((other) => other === letter).length;
}

/** What a set operation gives, told by how often each letter occurs in the lists. */
interface SetLaw {
  readonly name: string;
  readonly apply: Operation;
  readonly wanted: (counts: readonly number[]) => number;
}

const laws: readonly SetLaw[] = [
  { name: "union", apply: (a, ...b) => a.apply(union(...b)), wanted: (n) => Number(n.some((count) => count > 0)) },
  { name: "unionAll", apply: (a, ...b) => a.apply(unionAll(...b)), wanted: (n) => n.reduce((x, y) => x + y) },
  {
    name: "intersect",
    apply: (a, ...b) => a.apply(intersect(...b)),
    wanted: (n) => Number(n.every((count) => count > 0)),
  },
  { name: "intersectAll", apply: (a, ...b) => a.apply(intersectAll(...b)), wanted: (n) => Math.min(...n) },
  {
    name: "except",
    apply: (a, ...b) => a.apply(except(...b)),
    wanted: ([own = 0, ...rest]) => Number(own > 0 && Math.max(...rest) === 0),
  },
  {
    name: "exceptAll",
    apply: (a, ...b) => a.apply(exceptAll(...b)),
    wanted: ([own = 0, ...rest]) => Math.max(0, own - rest.reduce((x, y) => x + y)),
  },
];

describe("set operations", () => {
  it.each(laws)("$name gives each element as often as the counts in all collections say", async ({ apply, wanted }) => {
    await fc.assert(
      fc.asyncProperty(lists, async (drawn) => {
        const p = Pipeline.create({ quiet: true });
        const [first, ...others] = drawn.map((list, i) => p.create(`In${String(i)}`, list));
        const result = await apply(first as PCollection<string>, ...(others as [PCollection<string>])).collect();
        for (const letter of ["a", "b", "c", "d"]) {
          expect(times(result, letter)).toBe(wanted(drawn.map((list) => times(list, letter))));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("batches", () => {
  it("have all values of their key, within their limits, and no batch could take the next one's first value", async () => {
    const drawn = fc.array(fc.tuple(fc.constantFrom("x", "y"), fc.string({ unit: "grapheme-ascii", maxLength: 30 })));
    await fc.assert(
      fc.asyncProperty(
        drawn,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 80 }),
        async (pairs, size, maxBytes) => {
          const p = Pipeline.create({ quiet: true });
          const batches = await p.create(pairs).apply(groupIntoBatches({ size, maxBytes })).collect();
          for (const key of ["x", "y"]) {
            const own = batches.flatMap(([k, batch]) => (k === key ? [batch] : []));
            expect(own.flat()).toEqual(pairs.flatMap(([k, value]) => (k === key ? [value] : [])));
            for (const [i, batch] of own.entries()) {
              expect(batch.length).toBeGreaterThan(0);
              expect(batch.length).toBeLessThanOrEqual(size);
              if (batch.length > 1) expect(bytesOf(batch)).toBeLessThanOrEqual(maxBytes);
              const [next] = own[i + 1] ?? [];
              if (next !== undefined && batch.length < size)
                expect(bytesOf([...batch, next])).toBeGreaterThan(maxBytes);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    { shards: 1, sizes: [10, 10, 5] },
    { shards: 5, sizes: [5, 5, 5, 5, 5] },
  ])("without keys are filled by $shards shards", async ({ shards, sizes }) => {
    const numbers = Pipeline.create({ quiet: true }).create(Array.from({ length: 25 }, (_, i) => i));
    const batches = await numbers.apply(intoBatches({ size: 10, shards })).collect();
    expect(batches.map((batch) => batch.length)).toEqual(sizes);
  });

  it.each([
    { name: "size", make: () => groupIntoBatches({ size: 0 }) },
    { name: "maxBytes", make: () => groupIntoBatches({ size: 1, maxBytes: 1.5 }) },
    { name: "shards", make: () => intoBatches({ size: 1, shards: -1 }) },
  ])("have whole numbers as limits: $name", ({ name, make }) => {
    expect(make).toThrow(new RegExp(`takes whole numbers of at least 1; its ${name} is `));
  });
});

describe("limit", () => {
  it("gives elements that there are, none more often than it is there", async () => {
    await fc.assert(
      fc.asyncProperty(letters, fc.integer({ min: 1, max: 15 }), async (list, n) => {
        const result = await Pipeline.create({ quiet: true }).create(list).apply(limit(n)).collect();
        expect(result).toHaveLength(Math.min(n, list.length));
        for (const letter of result) expect(times(result, letter)).toBeLessThanOrEqual(times(list, letter));
      }),
      { numRuns: 25 },
    );
  });

  it.each([0, -1, 1.5])("takes a whole number of at least 1, not %d", (n) => {
    expect(() => limit(n)).toThrow(new RangeError(`limit takes a whole number of at least 1; got ${String(n)}.`));
  });
});

function bytesOf(batch: readonly string[]): number {
  return batch.reduce((sum, text) => sum + encodeBytes(valueCoder, text).length, 0);
}
