import { afterEach, describe, expect, it, vi } from "vitest";
import { flatten, fixedWindows, millis, Pipeline, type PCollection } from "../index.ts";
import { rowOf } from "./show.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("collect", () => {
  it("gives all elements", async () => {
    const numbers = pipeline().create([1, 2, 3]);
    expect(await numbers.map((n) => n * 2).collect()).toEqual([2, 4, 6]);
    expect(await numbers.filter((n) => n > 3).collect()).toEqual([]);
  });

  it("runs the steps behind the collection, and no others", async () => {
    const ran: string[] = [];
    const step = (name: string, input: PCollection<number>): PCollection<number> =>
      input.tap(name, () => ran.push(name));
    const numbers = step("Shared", pipeline().create([1]));
    const wanted = step("Wanted", numbers);
    step("After", wanted);
    const { odd } = numbers.apply("Split", (input) => ({
      even: step(
        "Even",
        input.filter((n) => n % 2 === 0),
      ),
      odd: step(
        "Odd",
        input.filter((n) => n % 2 === 1),
      ),
    }));
    expect(await wanted.collect()).toEqual([1]);
    expect(ran).toEqual(["Shared", "Wanted"]);
    ran.length = 0;
    expect(await odd.collect()).toEqual([1]);
    expect(ran).toEqual(["Shared", "Odd"]);
  });

  it("runs anew each time, and leaves the pipeline as it was", async () => {
    const p = pipeline();
    let runs = 0;
    const counted = p.create([1]).map("Collect", () => ++runs);
    const before = p.graph();
    expect([await counted.collect(), await counted.collect()]).toEqual([[1], [2]]);
    expect(p.graph()).toEqual(before);
    await p.run();
    expect(runs).toBe(3);
  });

  it("takes groups, windows, side inputs and several roots along", async () => {
    const p = pipeline();
    const letters = flatten([p.create(["a", "b"]), p.create("More", ["a"])]);
    const groups = letters
      .withTimestamps(() => 5)
      .window(fixedWindows(millis(10)))
      .keyBy((letter) => letter)
      .groupByKey()
      .map(([letter, all], { side }) => `${letter}${String([...all].length)}${side.mark}`, {
        side: { mark: p.create("Mark", ["!"]).asSingleton() },
      });
    expect((await groups.collect()).toSorted()).toEqual(["a2!", "b1!"]);
  });

  it("rejects as the run does", async () => {
    const failing = pipeline()
      .create([1])
      .map("Fails", (n) => {
        if (n > 0) throw new Error("no");
        return n;
      });
    await expect(failing.collect()).rejects.toThrow('The function of step "Fails" failed: Error: no');
  });

  it("can't begin within the definition of its pipeline", async () => {
    const { definePipeline } = await import("../index.ts");
    const definition = definePipeline(async (p) => {
      await p.create([1]).collect();
    });
    await expect(definition.run()).rejects.toThrow("ran its own pipeline");
  });
});

describe("take", () => {
  it("gives as many elements as it is told, or as there are", async () => {
    const numbers = pipeline().create([1, 2, 3]);
    expect(await numbers.take(2)).toHaveLength(2);
    expect(await numbers.take(3)).toHaveLength(3);
    expect((await numbers.take(4)).toSorted()).toEqual([1, 2, 3]);
  });

  it("ends the job when it has enough", async () => {
    const endless = pipeline().create(function* () {
      for (let n = 0; ; n++) yield n;
    });
    expect(await endless.map((n) => n * 2).take(3)).toEqual([0, 2, 4]);
  });

  it.each([0, -1, 1.5, Number.NaN])("takes a whole number of at least 1, not %d", async (n) => {
    await expect(pipeline().create([1]).take(n)).rejects.toThrow(
      new RangeError(`take takes a whole number of at least 1; got ${String(n)}.`),
    );
  });
});

describe("show", () => {
  it("prints the first elements as a table", async () => {
    const printed = vi.spyOn(console, "table").mockReturnValue();
    const said = vi.spyOn(console, "log").mockReturnValue();
    await pipeline()
      .create([{ id: 1 }, { id: 2 }])
      .show(2);
    expect(printed).toHaveBeenCalledOnce();
    expect(printed.mock.lastCall?.[0]).toHaveLength(2);
    expect(said).toHaveBeenCalledWith("The first 2 elements; there may be more.");
  });

  it.each([
    { element: { a: 1, b: [2] }, columns: ["a", "b"] },
    { element: ["k", 1], columns: ["key", "value"] },
    { element: [1, 2, 3], columns: ["value"] },
    { element: "text", columns: ["value"] },
    { element: null, columns: ["value"] },
    { element: new Map(), columns: ["value"] },
  ])("has the columns $columns for an element like $element", ({ element, columns }) => {
    expect(Object.keys(rowOf(element))).toEqual(columns);
  });
});
