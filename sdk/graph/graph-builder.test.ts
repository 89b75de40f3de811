import { describe, expect, it } from "vitest";
import {
  AsyncCompositeError,
  ForeignCollectionError,
  Pipeline,
  StepNameError,
  flatten,
  type PCollection,
  type PTransform,
} from "../index.ts";
import { allTransforms, type TransformNode } from "./nodes.ts";

const here = String.raw`sdk/graph/graph-builder\.test\.ts:\d+:\d+`;
const self = (word: string): string => word;

function nodes(p: Pipeline): TransformNode[] {
  return [...allTransforms(p.graph().roots)];
}

function names(p: Pipeline): string[] {
  return nodes(p).map(({ uniqueName }) => uniqueName);
}

function node(p: Pipeline, name: string): TransformNode {
  return nodes(p).find(({ uniqueName }) => uniqueName === name)!;
}

function start(p = Pipeline.create()): PCollection<string> {
  return p.create("Words", ["to be"]);
}

describe("the name of a step", () => {
  it.each<{ name: string; build: (words: PCollection<string>) => unknown; expected: string[] }>([
    {
      name: "is that of its method, numbered from the second on",
      build: (words) => words.map(self).map(self).filter(Boolean).map(self),
      expected: ["Map", "Map2", "Filter", "Map3"],
    },
    {
      name: "is numbered within its composite",
      build: (words) => words.map(self).apply("Clean", (w) => w.map(self).map(self)),
      expected: ["Map", "Clean", "Clean/Map", "Clean/Map2"],
    },
    {
      name: "passes over numbers that were given by hand",
      build: (words) => words.map("Map2", self).map(self).map(self),
      expected: ["Map2", "Map", "Map3"],
    },
    {
      name: "may be the same in different composites",
      build: (words) => words.apply("A", (w) => w.map("Trim", self)).apply("B", (w) => w.map("Trim", self)),
      expected: ["A", "A/Trim", "B", "B/Trim"],
    },
    {
      name: "may have spaces, dots and any script",
      build: (words) => words.map("Wörter zählen. №1", self),
      expected: ["Wörter zählen. №1"],
    },
    {
      name: "of a composite is that of its function",
      build: (words) =>
        words.apply(function normalise(w) {
          return w.map(self);
        }),
      expected: ["Normalise", "Normalise/Map"],
    },
    {
      name: "of a composite without any is Apply",
      build: (words) => words.apply((w) => w.map(self)).apply((w) => w.map(self)),
      expected: ["Apply", "Apply/Map", "Apply2", "Apply2/Map"],
    },
  ])("$name", ({ build, expected }) => {
    const words = start();
    build(words);
    expect(names(words.pipeline).slice(3)).toEqual(expected);
  });

  it.each(["", "/", "Read/Parse", "Read/"])("can't be %j: the error says why and where", (name) => {
    const words = start();
    const error = errorOf(() => words.map(name, self));
    expect(error).toBeInstanceOf(StepNameError);
    expect(error.message).toMatch(
      new RegExp(`^A step can't be named "${name}": names are not empty and have no "/", .*\n {2}at {2}${here}\n`),
    );
  });

  it("can't be given twice: the error shows both places", () => {
    const trimmed = start().map("Trim", self);
    const error = errorOf(() => trimmed.filter("Trim", Boolean));
    expect(error.message).toMatch(
      new RegExp(`^Two steps are named "Trim"\\.\n {2}first {3}(${here})\n {2}second {2}(${here})\nDo this: give one`),
    );
    const [first, second] = error.message.match(new RegExp(here, "g"))!;
    expect(first).not.toBe(second);
  });

  it("can't be given twice in a composite: the error has the full name", () => {
    const error = errorOf(() => start().apply("Clean", (w) => w.map("Trim", self).map("Trim", self)));
    expect(error.message).toContain('Two steps are named "Clean/Trim".');
  });

  it("is free again where the step was refused", () => {
    const p = Pipeline.create();
    const stranger = start();
    expect(() => flatten("Both", [start(p), stranger])).toThrow(ForeignCollectionError);
    flatten("Both", [p.create(["a"]), p.create(["b"])]);
    expect(names(p)).toContain("Both");
  });
});

describe("a composite", () => {
  it("has the steps that its function adds, in their order", () => {
    const words = start();
    words.apply("Outer", (w) =>
      w
        .map("First", self)
        .apply("Inner", (x) => x.map("Second", self))
        .map("Third", self),
    );
    const outer = node(words.pipeline, "Outer");
    expect(outer.spec.kind).toBe("composite");
    expect(outer.children.map(({ uniqueName }) => uniqueName)).toEqual(["Outer/First", "Outer/Inner", "Outer/Third"]);
    expect(words.pipeline.graph().roots.map(({ uniqueName }) => uniqueName)).toEqual(["Words", "Outer"]);
  });

  it.each<{ name: string; transform: (words: PCollection<string>) => unknown; tags: string[] }>([
    { name: "the collection that it returns", transform: (w) => w.map(self), tags: ["output"] },
    {
      name: "those of an object",
      transform: (w) => ({ short: w.map(self), long: w.map(self), n: 1 }),
      tags: ["short", "long"],
    },
    { name: "those of an array", transform: (w) => [w.map(self), w.map(self)], tags: ["0", "1"] },
    {
      name: "none where it returns nothing",
      transform: (w) => {
        w.map(self);
      },
      tags: [],
    },
    { name: "none where it returns something else", transform: (w) => w.map(self).node.id.length, tags: [] },
    { name: "its own input", transform: (w) => w, tags: ["output"] },
  ])("has as its outputs $name", ({ transform, tags }) => {
    const words = start();
    words.apply("Step", transform);
    expect([...node(words.pipeline, "Step").outputs.keys()]).toEqual(tags);
  });

  it("returns what its function returns", () => {
    const words = start();
    const made = { lengths: words.map((w) => w.length), note: "kept" };
    expect(words.apply(() => made)).toBe(made);
    expect(words.apply(() => null)).toBeNull();
  });

  it("lists what its steps take from outside of it, once, and nothing of its own", () => {
    const words = start();
    const stop = words.map("Stop", self);
    words.apply("Outer", (w) => {
      let leaked: PCollection<string> = w;
      w.apply("Inner", (x) => {
        leaked = x.map("Leaked", self);
      });
      return flatten("All", [w, leaked, stop, stop]);
    });
    const { inputs } = node(words.pipeline, "Outer");
    expect([...inputs]).toEqual([
      ["input", words.node],
      ["outer0", stop.node],
    ]);
  });

  it.each<{ name: string; apply: (words: PCollection<string>) => unknown }>([
    { name: "of a collection", apply: (w) => w.apply("Enrich", async (x) => Promise.resolve(x.map(self))) },
    {
      name: "of the pipeline",
      apply: (w) => w.pipeline.apply("Enrich", async () => Promise.reject(new Error("late"))),
    },
  ])("can't be asynchronous: $name", async ({ apply }) => {
    const words = start();
    const error = errorOf(() => apply(words));
    expect(error).toBeInstanceOf(AsyncCompositeError);
    expect(error.message).toMatch(
      new RegExp(`^"Enrich" is an asynchronous function, whose steps .*\n {2}at {2}${here}\nDo one of:\n`),
    );
    // A rejection that nobody handles would fail this test.
    await new Promise(setImmediate);
  });

  it("leaves nothing in the graph where its function throws", () => {
    const words = start();
    const broken: PTransform<string, never> = (w) => {
      w.map(self).map(self);
      throw new RangeError("no such column");
    };
    expect(() => words.apply("Broken", broken)).toThrow("no such column");
    words.apply("Broken", (w) => w.map("Mended", self));
    expect(names(words.pipeline).slice(3)).toEqual(["Broken", "Broken/Mended"]);
    const { roots, collections } = words.pipeline.graph();
    const produced = new Set([...allTransforms(roots)].flatMap(({ outputs }) => [...outputs.values()]));
    expect(produced).toEqual(new Set(collections));
    expect(new Set(collections.map(({ id }) => id)).size).toBe(collections.length);
  });
});

describe("a collection of another pipeline", () => {
  it.each<{
    name: string;
    step: string;
    build: (words: PCollection<string>, stranger: PCollection<string>) => unknown;
  }>([
    { name: "a flatten", step: "Flatten", build: (words, stranger) => flatten([words, stranger]) },
    {
      name: "a flatten in a composite",
      step: "Both/All",
      build: (words, stranger) => words.apply("Both", (w) => flatten("All", [w, stranger])),
    },
    {
      name: "the output of a composite",
      step: "Swap",
      build: (words, stranger) => words.apply("Swap", () => stranger),
    },
  ])("is refused as the input of $name", ({ step, build }) => {
    const error = errorOf(() => build(start(), start()));
    expect(error).toBeInstanceOf(ForeignCollectionError);
    expect(error.message).toMatch(
      new RegExp(`^"${step}" combines PCollections of different pipelines\\.\n {2}at {2}${here}\n`),
    );
  });
});

describe("a graph", () => {
  it("needs at least one root", async () => {
    const p = Pipeline.create();
    const message = /^The pipeline has no root: nothing was applied to it\.\nDo this: begin with one: {2}p\.apply/;
    expect(() => p.graph()).toThrow(message);
    await expect(p.toProto()).rejects.toThrow(message);
    await expect(p.run()).rejects.toThrow(message);
  });

  it("doesn't grow with its pipeline", () => {
    const words = start();
    const graph = words.pipeline.graph();
    words.map(self);
    expect(graph.roots).toHaveLength(1);
    expect(words.pipeline.graph().roots).toHaveLength(2);
  });

  it("knows where the program made each step, also within composites and the library's own", () => {
    const words = start();
    words
      .apply("Own", (w) => w.map(self))
      .combineGlobally({
        createAccumulator: () => 0,
        addInput: (n) => n + 1,
        mergeAccumulators: (a, b) => a + b,
        extractOutput: (n) => n,
      });
    for (const { callSite } of nodes(words.pipeline)) expect(callSite!.toString()).toMatch(new RegExp(`^${here}$`));
  });
});

function errorOf(build: () => unknown): Error {
  try {
    build();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown.");
}
