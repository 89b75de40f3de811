import { describe, expect, it } from "vitest";
import { coGroup, fixedWindows, jsonCoder, kvCoder, millis, minutes, Pipeline, varintCoder } from "../index.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

describe("splitBy", () => {
  it("fails for an element of a kind that is not listed, and says which", async () => {
    const events = pipeline().create([{ kind: "click" }, { kind: "sale" }] as { kind: "click" }[]);
    await expect(events.splitBy("kind", ["click"]).click.collect()).rejects.toThrow(
      `An element's "kind" is "sale", which splitBy doesn't list.`,
    );
    const untagged = pipeline().create([{}] as { kind: "click" }[]);
    await expect(untagged.splitBy("kind", ["click"]).click.collect()).rejects.toThrow(`"kind" is missing`);
  });

  it("takes the tag and the kinds, each once", () => {
    const events = pipeline().create([{ kind: "click" } as const]);
    expect(() => events.splitBy("kind", [] as never)).toThrow("splitBy takes the name of a property and its values");
    expect(() => events.splitBy("kind", ["click", "click"])).toThrow("splitBy takes each kind once.");
  });

  it("names its step, also where the tag is text", () => {
    const p = pipeline();
    const events = p.create([{ kind: "click" } as const]);
    events.splitBy("kind", ["click"]);
    events.splitBy("By kind", "kind", ["click"]);
    expect(p.graph().roots.map(({ uniqueName }) => uniqueName)).toEqual(["Create", "SplitBy", "By kind"]);
  });
});

describe("branch", () => {
  it("fails for a guard that answers otherwise than by true or false", async () => {
    const numbers = pipeline().create([1]);
    const guards = { odd: async () => Promise.resolve(true) } as never;
    await expect(numbers.branch<number, { odd: () => boolean }>(guards).rest.collect()).rejects.toThrow(
      'The guard of "odd" returns true or false; it returned a promise.',
    );
  });

  it("keeps the rest to itself", () => {
    const numbers = pipeline().create([1]);
    expect(() => numbers.branch({ rest: () => true } as never)).toThrow("branch has an output `rest` of its own");
    expect(() => numbers.branch({ odd: 1 } as never)).toThrow('branch takes functions; "odd" is number.');
  });
});

describe("partition", () => {
  it.each([-1, 2, 0.5, Number.NaN, undefined])("fails for the index %s of two", async (index) => {
    const [first] = pipeline()
      .create([1])
      .partition(2, () => index as number);
    await expect(first.collect()).rejects.toThrow(
      `partition's function returns an index from 0 to 1; got ${String(index)}.`,
    );
  });

  it.each([0, -1, 1.5])("takes no %d partitions", (count) => {
    expect(() =>
      pipeline()
        .create([1])
        .partition(count, () => 0),
    ).toThrow(`partition takes a whole number of partitions, at least 1; got ${String(count)}.`);
  });
});

describe("coGroup", () => {
  const pairs = (p: Pipeline, name: string) => p.create(name, [["k", 1]] as [string, number][]);

  it("refuses windows that don't match, and names both", () => {
    const p = pipeline();
    const [users, orders] = [pairs(p, "Users"), pairs(p, "Orders").window(fixedWindows(minutes(1)))];
    expect(() => coGroup("Together", { users, orders })).toThrow(
      /^"Together" takes PCollections whose windows don't fit together\.\n {2}windows {2}.* \(users\) and .* \(orders\)\n {2}at {7}sdk\/primitives\/split\.test\.ts:\d+:\d+\n/,
    );
  });

  it("refuses keys that are not deterministic, and collections of two pipelines", () => {
    const p = pipeline();
    const json = pairs(p, "Json").withCoder(kvCoder(jsonCoder<string>(), varintCoder));
    expect(() => coGroup({ plain: pairs(p, "Plain"), json })).toThrow(
      '"CoGroup" compares keys whose coder is not deterministic.',
    );
    expect(() => coGroup({ here: pairs(p, "Here"), there: pairs(pipeline(), "There") })).toThrow(
      '"CoGroup" combines PCollections of different pipelines.',
    );
    expect(() => coGroup({})).toThrow("coGroup takes an object of at least one keyed PCollection.");
  });

  it("gives groups back as they were written", async () => {
    const p = pipeline();
    const [a, b] = [pairs(p, "A"), pairs(p, "B").window(fixedWindows(millis(1)))];
    const out = coGroup({ a: a.window(fixedWindows(millis(1))), b }).map(([key, group]) => [
      key,
      [...group.a, ...group.b],
    ]);
    expect(await out.collect()).toEqual([["k", [1, 1]]]);
  });
});
