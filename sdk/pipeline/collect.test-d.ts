import { Readable } from "node:stream";
import { describe, expectTypeOf, it } from "vitest";
import { Pipeline, type PCollection } from "../index.ts";

const p = Pipeline.create();

describe("create", () => {
  it("infers what streams and functions give", () => {
    async function* letters(): AsyncGenerator<string> {
      yield await Promise.resolve("a");
    }
    expectTypeOf(p.create(letters())).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(p.create("Name", letters)).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(p.create(() => [1, 2])).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(p.create(new ReadableStream<Date>())).toEqualTypeOf<PCollection<Date>>();
    expectTypeOf(p.create(new Map([["a", 1]]))).toEqualTypeOf<PCollection<[string, number]>>();
  });

  it("knows nothing of the chunks of a stream of Node, unless it is told", () => {
    expectTypeOf(p.create(Readable.from([1]))).toEqualTypeOf<PCollection<unknown>>();
    expectTypeOf(p.create<Buffer>(Readable.from([1]))).toEqualTypeOf<PCollection<Buffer>>();
  });

  it("takes no text, and no function of it", () => {
    // @ts-expect-error -- whose characters would be the elements
    p.create("abc");
    // @ts-expect-error -- as above
    p.create(() => "abc");
    // @ts-expect-error -- a number is no iterable
    p.create(3);
  });
});

describe("collect and take", () => {
  it("promise the elements", () => {
    const pairs = p.create([["a", 1]] as [string, number][]);
    expectTypeOf(pairs.collect()).resolves.toEqualTypeOf<[string, number][]>();
    expectTypeOf(pairs.take(3)).resolves.toEqualTypeOf<[string, number][]>();
    expectTypeOf(pairs.show()).toEqualTypeOf<Promise<void>>();
  });
});
