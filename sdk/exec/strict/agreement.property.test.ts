// Random pipelines: strict or not, and however bundles are cut, the same elements come out.
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keep } from "../../../test/conformance/keep.ts";
import { sum } from "../../../transforms/index.ts";
import { fixedWindows, millis, Pipeline, type PCollection, type PipelineOptions } from "../../index.ts";
import { bundlings } from "../../options/pipeline-options.ts";

interface Item {
  readonly name: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly at: Date;
  readonly parts: readonly { readonly size: number }[];
}

type Step = readonly [name: string, apply: (items: PCollection<Item>) => PCollection<Item>];

const renamed = (item: Item): Item => ({ ...item, name: `${item.name}m` });

const steps: readonly Step[] = [
  ["map", (items) => items.map(renamed)],
  ["map later", (items) => items.map(async (item) => setImmediate(renamed(item)))],
  ["map some at a time", (items) => items.map(async (item) => setImmediate(renamed(item)), { concurrency: 3 })],
  ["pass on", (items) => items.map((item) => item)],
  ["filter", (items) => items.filter(({ parts }) => parts.length !== 1)],
  ["count", (items) => items.map((item) => ({ ...item, counts: new Map(item.counts).set(item.name, 1) }))],
  [
    "flatMap",
    (items) =>
      items.flatMap(function* (item) {
        yield item;
        for (const part of item.parts) yield { ...item, name: `${item.name}p`, parts: [part] };
      }),
  ],
  ["window", (items) => items.withTimestamps(({ at }) => at).window(fixedWindows(millis(5)))],
  ["redistribute", (items) => items.redistribute()],
  [
    "group",
    (items) =>
      items
        .keyBy(({ at }) => at)
        .groupByKey()
        .map(([at, group]) => {
          const all = [...group].toSorted((a, b) => (a.name < b.name ? -1 : 1));
          const parts = all.flatMap((item) => item.parts).toSorted((a, b) => a.size - b.size);
          return { name: all.map(({ name }) => name).join(), counts: new Map(), at, parts };
        }),
  ],
  [
    "combine",
    (items) =>
      items
        .keyBy(({ parts }) => parts.length)
        .mapValues(({ parts }) => parts.reduce((total, { size }) => total + size, 0))
        .combinePerKey(sum())
        .map(([length, total]) => ({
          name: String(total),
          counts: new Map([["length", length]]),
          at: new Date(total),
          parts: [{ size: total }],
        })),
  ],
];

const item: fc.Arbitrary<Item> = fc
  .record({ at: fc.nat({ max: 9 }), sizes: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }) })
  .map(({ at, sizes }) => ({
    name: `n${String(at)}`,
    counts: new Map([["n", at]]),
    at: new Date(at),
    parts: sizes.map((size) => ({ size })),
  }));

async function run(
  items: readonly Item[],
  drawn: readonly Step[],
  options: Partial<PipelineOptions>,
): Promise<string[]> {
  const p = Pipeline.create({ quiet: true, ...options });
  let collection = p.create(() => items.map((each) => ({ ...each })));
  for (const [, apply] of drawn) collection = apply(collection);
  const kept = keep(collection);
  await p.run();
  return kept.map(([value, ...rest]) => JSON.stringify([value, [...(value as Item).counts], rest])).toSorted();
}

describe("strict mode", () => {
  it("gives what comes without it, however bundles are cut", async () => {
    const variants = bundlings.flatMap((bundling) => [
      { strict: false, bundling },
      { strict: true, bundling },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 6 }),
        fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 5 }),
        async (items, drawn) => {
          const expected = await run(items, drawn, {});
          for (const variant of variants) expect(await run(items, drawn, variant)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
