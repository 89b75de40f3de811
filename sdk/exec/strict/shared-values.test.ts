import { describe, expect, it } from "vitest";
import { errorOf } from "../../../test/direct/error-of.ts";
import { Pipeline, type CombineFn } from "../../index.ts";
import { MutatedElementError } from "./strict-errors.ts";

interface Order {
  id: number;
  seen?: boolean;
  items: { price: number }[];
}

const order = (): Order => ({ id: 1, items: [{ price: 2 }] });

function strict(): Pipeline {
  return Pipeline.create({ quiet: true, strict: true });
}

describe("strict mode, where accumulators and side inputs are shared", () => {
  const merging: CombineFn<number, { list: number[] }, number> = {
    createAccumulator: () => ({ list: [] }),
    addInput: (accumulator, value) => {
      accumulator.list.push(value);
      return accumulator;
    },
    mergeAccumulators: (into, other) => {
      into.list.push(...other.list);
      return into;
    },
    extractOutput: ({ list }) => list.length,
  };

  it("lets a CombineFn change the accumulators that it may", async () => {
    const p = Pipeline.create({ quiet: true, strict: true, bundling: "one-element" });
    const counts = p
      .create(["a", "b", "a"])
      .reshuffle()
      .map((key): [string, number] => [key, 1])
      .combinePerKey(merging);
    const seen: unknown[] = [];
    counts.map((pair) => seen.push(pair));
    await p.run();
    expect(seen.toSorted()).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  it.each([
    {
      name: "the second accumulator of a merge",
      fn: {
        ...merging,
        mergeAccumulators: (into: { list: number[] }, other: { list: number[] }) => {
          while (other.list.length > 0) into.list.push(other.list.pop() ?? 0);
          return into;
        },
      },
      what: /changed the second accumulator that mergeAccumulators was given/,
    },
    {
      name: "the accumulator that its output is taken of",
      fn: { ...merging, extractOutput: ({ list }: { list: number[] }) => list.splice(0).length },
      what: /changed the accumulator that extractOutput was given/,
    },
  ])("refuses a CombineFn that changes $name", async ({ fn, what }) => {
    const p = Pipeline.create({ quiet: true, strict: true, bundling: "one-element" });
    p.create(["a", "a"])
      .reshuffle()
      .map((key): [string, number] => [key, 1])
      .combinePerKey("Sum", fn);
    const error = await errorOf(p);
    expect(error).toBeInstanceOf(MutatedElementError);
    expect(error.summary).toMatch(what);
  });

  interface SideUse {
    readonly name: string;
    readonly build: (p: Pipeline) => unknown;
    readonly summary: RegExp;
  }
  const frozen = /^Step "Read" changed what it was given/;
  const sideUses: readonly SideUse[] = [
    {
      name: "a map",
      build: (p) => {
        const side = { prices: p.create("Prices", [["a", 1]] as [string, number][]).asMap() };
        p.create([1]).map("Read", (n, { side: { prices } }) => (prices as Map<string, number>).set("b", n).size, {
          side,
        });
      },
      summary: /called set\(\) on a side input/,
    },
    {
      name: "a set",
      build: (p) => {
        const side = { stop: p.create("Stop", ["a"]).asSet() };
        p.create([1]).map("Read", (_, { side: { stop } }) => (stop as Set<string>).delete("a"), { side });
      },
      summary: /called delete\(\) on a side input/,
    },
    {
      name: "a list",
      build: (p) => {
        const side = { orders: p.create("Orders", () => [order()]).asList() };
        p.create([1]).map("Read", (n, { side: { orders } }) => (orders as Order[]).push(order()) + n, { side });
      },
      summary: frozen,
    },
    {
      name: "an element of a list",
      build: (p) => {
        const side = { orders: p.create("Orders", () => [order()]).asList() };
        p.create([1]).map("Read", (n, { side: { orders } }) => ((orders[0] as Order).id = n), { side });
      },
      summary: frozen,
    },
    {
      name: "the values of a multimap",
      build: (p) => {
        const side = { orders: p.create("Prices", [["a", 1]] as [string, number][]).asMultimap() };
        p.create([1]).map("Read", (n, { side: { orders } }) => (orders.get("a") as number[]).push(n), { side });
      },
      summary: frozen,
    },
    {
      name: "an element of an iterable",
      build: (p) => {
        const side = { orders: p.create("Orders", () => [order()]).asIterable() };
        p.create([1]).map(
          "Read",
          async (n, { side: { orders } }) => {
            for await (const one of orders) one.id = n;
            return n;
          },
          { side },
        );
      },
      summary: frozen,
    },
    {
      name: "a singleton",
      build: (p) => {
        const side = { order: p.create("Orders", () => [order()]).asSingleton() };
        p.create([1]).map("Read", (n, { side: { order: one } }) => (one.id = n), { side });
      },
      summary: frozen,
    },
  ];

  it.each(sideUses)("refuses a function that changes a side input: $name", async ({ build, summary }) => {
    const p = strict();
    build(p);
    expect((await errorOf(p)).summary).toMatch(summary);
  });
});
