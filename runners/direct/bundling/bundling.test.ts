import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { errorOf } from "../../../test/direct/error-of.ts";
import { doFn, Pipeline, type Bundling, type DoFn } from "../../../sdk/index.ts";

/** A DoFn that notes the elements of each of its bundles. */
function noting<T>(bundles: T[][]): DoFn<T, never> {
  return doFn<T, never>()({
    startBundle: () => {
      bundles.push([]);
    },
    process: (element) => {
      bundles.at(-1)?.push(element);
    },
    finishBundle: () => {
      bundles.push([]);
    },
  });
}

/** Returns the bundles that pairs come in; that each was finished shows by an empty one behind it. */
async function bundlesOf(bundling: Bundling): Promise<[string, number][][]> {
  const p = Pipeline.create({ quiet: true, bundling });
  const bundles: [string, number][][] = [];
  p.create(Array.from({ length: 100 }, (_, i): [string, number] => [i % 3 === 0 ? "a" : "b", i]))
    .redistribute()
    .parDo(noting(bundles));
  await p.run();
  expect(bundles.every((bundle, i) => i % 2 === 0 || bundle.length === 0)).toBe(true);
  const filled = bundles.filter((_, i) => i % 2 === 0);
  expect(
    filled
      .flat()
      .map(([, i]) => i)
      .toSorted((x, y) => x - y),
  ).toEqual(Array.from({ length: 100 }, (_, i) => i));
  return filled;
}

describe("bundles of the DirectRunner", () => {
  it("have all that waits, where nothing is said", async () => {
    expect(await bundlesOf("all")).toHaveLength(1);
  });

  it("have one element each", async () => {
    expect(await bundlesOf("one-element")).toHaveLength(100);
  });

  it("have one key each", async () => {
    const bundles = await bundlesOf("one-key");
    expect(bundles.map((bundle) => [...new Set(bundle.map(([key]) => key))])).toEqual([["a"], ["b"]]);
  });

  it("have random lengths, the same ones in every run", async () => {
    const lengths = (await bundlesOf("greedy")).map(({ length }) => length);
    expect(lengths.length).toBeGreaterThan(2);
    expect(new Set(lengths).size).toBeGreaterThan(1);
    expect((await bundlesOf("greedy")).map(({ length }) => length)).toEqual(lengths);
  });

  it.each<{ bundling: Bundling; together: number }>([
    { bundling: "all", together: 10 },
    { bundling: "one-key", together: 10 },
    { bundling: "greedy", together: 10 },
    { bundling: "one-element", together: 1 },
  ])("have enough elements for concurrent calls, cut by $bundling: $together", async ({ bundling, together }) => {
    const p = Pipeline.create({ quiet: true, bundling });
    let underWay = 0;
    let most = 0;
    p.create(Array.from({ length: 40 }, (_, i): [number, number] => [i, i]))
      .redistribute()
      .map(
        async ([, n]) => {
          most = Math.max(most, ++underWay);
          await setTimeout(1);
          underWay--;
          return n;
        },
        { concurrency: 10 },
      );
    await p.run();
    expect(most).toBe(together);
  });

  it("are quick also where there are thousands", async () => {
    const p = Pipeline.create({ quiet: true, bundling: "one-element" });
    const counts: number[] = [];
    p.create(Array.from({ length: 5000 }, (_, i) => i))
      .withTimestamps((i) => i)
      .redistribute()
      .keyBy((i) => i)
      .groupByKey()
      .map(([, values]) => counts.push([...values].length));
    const start = performance.now();
    await p.run();
    expect(counts).toHaveLength(5000);
    // About a second here; what grows by the square of their number takes minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
  }, 30_000);

  it("can't be cut in a way that there isn't", async () => {
    const error = await errorOf(Pipeline.create({ quiet: true, bundling: "some" as Bundling }));
    expect(error.code).toBe("PURLIN_EMPTY_PIPELINE");
    const p = Pipeline.create({ quiet: true, bundling: "some" as Bundling });
    p.create([1]);
    expect((await errorOf(p)).message).toBe(
      'bundling can\'t be "some".\n  expected  "all", "one-element", "one-key", "greedy"',
    );
  });
});
