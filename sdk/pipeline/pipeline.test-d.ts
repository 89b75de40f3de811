import { describe, expectTypeOf, it } from "vitest";
import {
  option,
  parseOptions,
  Pipeline,
  type PCollection,
  type PipelineOptions,
  type PipelineResult,
} from "../index.ts";

const p = Pipeline.create();

describe("a pipeline's options", () => {
  it("are those that it was made with, and those of every pipeline", () => {
    expectTypeOf(p.options).toEqualTypeOf<PipelineOptions>();
    const parsed = Pipeline.create(parseOptions({ input: option.string({ default: "book.txt" }) }, []));
    expectTypeOf(parsed.options.input).toEqualTypeOf<string>();
    expectTypeOf(parsed.options.runner).toEqualTypeOf<string>();
    const plain = Pipeline.create({ runner: "direct", limit: 3 });
    expectTypeOf(plain.options.limit).toEqualTypeOf<number>();
    expectTypeOf(plain.options.quiet).toEqualTypeOf<boolean>();
    // @ts-expect-error -- nobody has declared it
    expectTypeOf(plain.options.output).toBeAny();
    // @ts-expect-error -- a runner has a name
    Pipeline.create({ runner: 3 });
    // @ts-expect-error -- none of these is an option of every pipeline
    Pipeline.create({ quite: true });
  });

  it("don't matter to what takes any pipeline", () => {
    expectTypeOf(Pipeline.create({ quiet: true, limit: 3 })).toExtend<Pipeline>();
  });
});

describe("create", () => {
  it("infers the elements", () => {
    expectTypeOf(p.create(["a", "b"])).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(p.create("Name", [1, null])).toEqualTypeOf<PCollection<number | null>>();
    expectTypeOf(p.create(new Set([1]))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(p.create([{ id: 1 }, { id: 2 }])).toEqualTypeOf<PCollection<{ id: number }>>();
    expectTypeOf(p.create([])).not.toBeAny();
    expectTypeOf(p.create<string>([])).toEqualTypeOf<PCollection<string>>();
  });

  it("infers pairs", () => {
    const pairs = p.create([
      ["a", 1],
      ["b", 2],
    ]);
    expectTypeOf(pairs).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(p.create(new Map([["a", 1]]))).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(pairs.groupByKey()).toEqualTypeOf<PCollection<[string, Iterable<number>]>>();
  });

  it("takes many elements, not one", () => {
    // @ts-expect-error -- a number is not many
    p.create(3);
    // @ts-expect-error -- a string is one element, not its characters
    p.create("abc");
    // @ts-expect-error -- a name alone is not enough
    p.create("Name", "abc");
  });
});

describe("apply", () => {
  it("returns what the root transform returns", () => {
    const numbers = (count: number) => (pipeline: Pipeline) =>
      pipeline.create(Array.from({ length: count }, (_, i) => i));
    expectTypeOf(p.apply(numbers(3))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(p.apply("Name", numbers(3))).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(Pipeline.create({ limit: 3, quiet: true }).apply(numbers(3))).toEqualTypeOf<PCollection<number>>();
  });
});

describe("run", () => {
  it("ends in a result", () => {
    expectTypeOf<ReturnType<typeof p.run>>().toEqualTypeOf<Promise<PipelineResult>>();
  });
});
