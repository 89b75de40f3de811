import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Pipeline } from "../index.ts";
import { setReplay } from "../options/replay.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function* letters(): AsyncGenerator<string> {
  yield await Promise.resolve("a");
  yield "b";
}

describe("create", () => {
  it.each<{ name: string; make: () => AsyncIterable<string> | (() => Iterable<string> | AsyncIterable<string>) }>([
    { name: "an async generator", make: letters },
    { name: "a function that makes one", make: () => letters },
    { name: "a function that makes an array", make: () => () => ["a", "b"] },
    { name: "a stream of Node", make: () => Readable.from(["a", "b"]) },
    { name: "a stream of the web", make: () => ReadableStream.from(["a", "b"]) },
  ])("reads $name when the pipeline runs", async ({ make }) => {
    expect(await pipeline().create<string>(make()).collect()).toEqual(["a", "b"]);
  });

  it("has gone through an iterable when it returns", async () => {
    const elements = [1, 2];
    const created = pipeline().create(elements);
    elements.push(3);
    expect(await created.collect()).toEqual([1, 2]);
  });

  it("carries a million elements", async () => {
    const numbers = pipeline().create(Array.from({ length: 1_000_000 }, (_, i) => i));
    let sum = 0;
    await numbers
      .tap((n) => (sum += n))
      .filter((n) => n < 0)
      .collect();
    expect(sum).toBe(499_999_500_000);
  });

  it("reads a stream once, and says so to whoever reads it again", async () => {
    const created = pipeline().create(letters());
    await created.collect();
    await expect(created.collect()).rejects.toThrow(
      "The async iterable that a PCollection is created from was read before: its elements are gone.",
    );
    const anew = pipeline().create(letters);
    expect([await anew.collect(), await anew.collect()]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("refuses a stream where functions run in other processes, at the line that gives it", () => {
    const p = Pipeline.create({ runner: "flink", environment: "process", quiet: true });
    expect(() => p.create(letters())).toThrow(
      /^A PCollection is created from an async iterable, which only this process can read\.\n {2}functions run in {2}process, on the runner flink\n {2}at +sdk\/primitives\/create\.test\.ts:\d+:\d+\n/,
    );
    expect(() => p.create("Anew", letters)).not.toThrow();
    expect(() => Pipeline.create({ runner: "flink", quiet: true }).create(letters())).not.toThrow();
  });

  it("fails in a process that evaluates the program again, where it comes to read a stream", async () => {
    setReplay({ parsedOptions: [], values: new Map() });
    try {
      await expect(pipeline().create(letters()).collect()).rejects.toThrow("which only this process can read");
    } finally {
      Reflect.deleteProperty(globalThis, Symbol.for("purlin.replay"));
    }
  });

  it("fails as the stream does", async () => {
    const broken = async function* (): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      throw new Error("the line is dead");
    };
    await expect(pipeline().create(broken()).collect()).rejects.toThrow("the line is dead");
  });

  it.each([["text"], [null], [7], [{}]])("takes no %j", (values) => {
    expect(() => pipeline().create("Name", values as never)).toThrow("create takes an iterable of elements");
  });
});
