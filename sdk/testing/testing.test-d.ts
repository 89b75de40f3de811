import { describe, expect, expectTypeOf, it } from "vitest";
import { definePipeline, option, type PCollection, type Pipeline, type Timestamp } from "../index.ts";
import { expectThat, outputOf, testPipeline, type Expectation, type WindowedElement } from "./index.ts";

declare const counts: PCollection<[string, number]>;

describe("expectThat", () => {
  it("takes elements of the collection's type, and hands them on", () => {
    expectTypeOf(expectThat(counts)).toEqualTypeOf<Expectation<[string, number]>>();
    expectThat(counts).containsInAnyOrder([["a", 1]]);
    expectThat(counts).containsInAnyOrder(new Map([["a", 1]]));
    expectThat(counts).contains([["a", expect.any(Number)]]);
    // @ts-expect-error -- a count is a number
    expectThat(counts).containsInAnyOrder([["a", "1"]]);
    // @ts-expect-error -- not a pair
    expectThat(counts).singleton("a");
    expectThat(counts).satisfies((all, windowed) => {
      expectTypeOf(all).toEqualTypeOf<[string, number][]>();
      expectTypeOf(windowed).toEqualTypeOf<readonly WindowedElement<[string, number]>[]>();
    });
    expectTypeOf(expectThat(counts).withTimestamps()).toEqualTypeOf<Expectation<[[string, number], Timestamp]>>();
  });

  it("takes anything of a collection that is found by its step's name", () => {
    expectThat(outputOf(testPipeline(), "Count")).containsInAnyOrder([["a", 1]]);
  });
});

describe("testPipeline", () => {
  const program = definePipeline(() => undefined, { options: { least: option.number({ default: 1 }) } });

  it("is there at once, and of a program when that is built", () => {
    expectTypeOf(testPipeline()).toEqualTypeOf<Pipeline>();
    expectTypeOf(testPipeline(program)).resolves.toExtend<Pipeline>();
    expectTypeOf(testPipeline(program))
      .resolves.toHaveProperty("options")
      .toHaveProperty("least")
      .toEqualTypeOf<number>();
  });

  it("takes the options of the program, and replacements", () => {
    void testPipeline(program, { options: { least: 2 } });
    // @ts-expect-error -- an option that the program doesn't have
    void testPipeline(program, { options: { most: 2 } });
    testPipeline({ strict: false, replace: { A: [1], B: { rows: [1] }, C: (p: Pipeline) => p.create([1]) } });
    // @ts-expect-error -- neither elements nor a function
    testPipeline({ replace: { A: 1 } });
  });
});
