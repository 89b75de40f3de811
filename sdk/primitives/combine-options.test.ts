import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import { scaled, sum } from "../testing/conformance/combine-fns.ts";
import { allTransforms } from "../graph/nodes.ts";
import {
  combineFn,
  EmptyDefaultError,
  fixedWindows,
  millis,
  Pipeline,
  sideInput,
  type CombineFn,
  type PCollection,
} from "../index.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function elementsOf(collection: PCollection<unknown>): Promise<unknown[]> {
  const kept = keep(collection);
  await collection.pipeline.run();
  return valuesOf(kept);
}

/** Calls a method as a program without types may. */
function untyped(
  collection: PCollection<unknown>,
  method: "combinePerKey" | "combineGlobally",
  ...args: unknown[]
): unknown {
  return (collection[method] as (...args: unknown[]) => unknown).apply(collection, args);
}

const needy = combineFn<number, number>()({
  side: { factor: sideInput.singleton<number>() },
  createAccumulator: () => 0,
  addInput: (total, n, { side }) => total + n * side.factor,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (total) => total,
});

describe("emptyDefault", () => {
  it("leaves a collection without elements as it is where it is false", async () => {
    expect(await elementsOf(pipeline().create<number>([]).combineGlobally(sum, { emptyDefault: false }))).toEqual([]);
  });

  it("is refused where the windows are not the global one: there is no end of windows without elements", () => {
    const timed = pipeline()
      .create([1])
      .withTimestamps((n) => n)
      .window(fixedWindows(millis(10)));
    expect(() => timed.combineGlobally("Total", sum, { emptyDefault: true })).toThrow(EmptyDefaultError);
    expect(() => timed.combineGlobally("Total", sum, { emptyDefault: true })).toThrow(
      /"Total" can give a result for no elements in the global window alone\.\n {2}windows {2}.*10.*\n {2}at .*combine-options\.test\.ts/s,
    );
  });
});

describe("hotKeyFanout", () => {
  it.each([0, -1, 1.5, Number.NaN])("is a whole number of at least 1, not %d", (hotKeyFanout) => {
    const pairs = pipeline().create([["a", 1]]);
    expect(() => pairs.combinePerKey("Total", sum, { hotKeyFanout })).toThrow(
      new RangeError(`The hotKeyFanout of "Total" is a whole number of at least 1; got ${String(hotKeyFanout)}.`),
    );
  });

  it("names the step where the function returns something else", async () => {
    const pairs = pipeline().create([["a", 1]]);
    pairs.combinePerKey("Total", sum, { hotKeyFanout: () => Number.NaN });
    await expect(pairs.pipeline.run()).rejects.toThrow(
      'The hotKeyFanout of "Total" returns a whole number of at least 1; it returned NaN.',
    );
  });

  it("makes of a bundle one accumulator of each hot key, and leaves the values of other keys where they are", async () => {
    let made = 0;
    const counting: CombineFn<number, number, number> = {
      ...sum,
      createAccumulator: () => {
        made++;
        return 0;
      },
    };
    const pairs = pipeline().create(Array.from({ length: 1_000 }, (_, i): [string, number] => ["hot", i]));
    expect(await elementsOf(pairs.combinePerKey(counting, { hotKeyFanout: 8 }))).toEqual([["hot", 499_500]]);
    expect(made).toBeLessThan(20);
  });
});

describe("lift", () => {
  it("leaves a combination to the runner, or not", () => {
    const p = pipeline();
    const pairs = p.create([["a", 1]]);
    pairs.combinePerKey("Lifted", sum);
    pairs.combinePerKey("Grouped", sum, { lift: false });
    const kinds = new Map([...allTransforms(p.graph().roots)].map(({ uniqueName, spec }) => [uniqueName, spec.kind]));
    expect([kinds.get("Lifted"), kinds.get("Grouped")]).toEqual(["combinePerKey", "composite"]);
  });

  it.each([true, false])("refuses functions that are asynchronous: %s", async (lift) => {
    const later = { ...sum, addInput: () => Promise.resolve(1) } as unknown as typeof sum;
    const pairs = pipeline().create([["a", 1]]);
    pairs.combinePerKey(later, { lift });
    await expect(pairs.pipeline.run()).rejects.toThrow("The functions of a CombineFn must be synchronous.");
  });
});

describe("settings of a combination", () => {
  it("are those of its step", () => {
    const p = pipeline();
    const settings = { displayData: { team: "billing" } };
    p.create([["a", 1]]).combinePerKey("PerKey", sum, { ...settings, hotKeyFanout: 2 });
    p.create([1]).combineGlobally("Globally", sum, settings);
    for (const name of ["PerKey", "Globally"]) {
      expect(p.graph().roots.find(({ uniqueName }) => uniqueName === name)?.settings).toEqual(settings);
    }
  });
});

describe("the life cycle of a CombineFn", () => {
  it.each([
    { name: "lifted", options: {} },
    { name: "not lifted", options: { lift: false } },
    { name: "with a fan-out", options: { hotKeyFanout: (key: unknown) => (key === "a" ? 3 : 1) } },
  ])("tears down all that it has set up, $name, also when the job fails", async ({ options }) => {
    const open = new Set<unknown>();
    let opened = 0;
    const counted: CombineFn<number, number, number> = {
      ...scaled,
      setup: () => {
        const resources = { factor: 10 };
        open.add(resources);
        opened++;
        return Promise.resolve(resources);
      },
      teardown: (resources) => open.delete(resources),
    };
    const build = (fails: boolean): PCollection<unknown> =>
      pipeline()
        .create<[string, number]>([
          ["a", 1],
          ["b", 2],
        ])
        .combinePerKey(counted, options)
        .map(([key, total]) => {
          if (fails) throw new Error("no more");
          return [key, total];
        });
    expect((await elementsOf(build(false))).sort()).toEqual([
      ["a", 10],
      ["b", 20],
    ]);
    expect(opened).toBeGreaterThan(0);
    expect(open.size).toBe(0);
    await expect(build(true).pipeline.run()).rejects.toThrow("no more");
    expect(open.size).toBe(0);
  });

  it("names the step and the function that fail", async () => {
    const pairs = pipeline().create([["a", 1]]);
    pairs.combinePerKey("Total", { ...sum, setup: () => Promise.reject(new Error("no connection")) });
    await expect(pairs.pipeline.run()).rejects.toThrow(/setup.*"Total".*no connection/s);
  });
});

describe("a CombineFn with side inputs", () => {
  it.each<{ name: string; options: unknown; message: string }>([
    {
      name: "none",
      options: undefined,
      message: 'The CombineFn reads a side input "factor": combinePerKey("Name", fn, { side: { factor: ... } }).',
    },
    {
      name: "one of another kind",
      options: { side: { factor: pipeline().create([1]).asList() } },
      message: 'The CombineFn reads its side input "factor" as a singleton; it is given a list.',
    },
    {
      name: "a fan-out",
      options: { hotKeyFanout: 3 },
      message:
        'combinePerKey(...) has no option "hotKeyFanout".\n  options  side, displayData, annotations, resourceHints\n',
    },
  ])("is not given $name", ({ options, message }) => {
    const pairs = pipeline().create([["a", 1]]);
    expect(() => untyped(pairs, "combinePerKey", needy, options)).toThrow(message);
  });

  it("is needed for side inputs", () => {
    const p = pipeline();
    const side = { factor: p.create("Factor", [1]).asSingleton() };
    expect(() => untyped(p.create([1]), "combineGlobally", sum, { side })).toThrow(
      'combineGlobally(...) has no option "side".\n  options  emptyDefault, fanout, lift, displayData, annotations, resourceHints\n',
    );
  });

  it("reads what it is given", async () => {
    const p = pipeline();
    const factor = p.create("Factor", [3]).asSingleton();
    expect(await elementsOf(p.create([1, 2]).combineGlobally("Sum", needy, { side: { factor } }))).toEqual([9]);
  });
});
