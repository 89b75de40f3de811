import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../../test/conformance/keep.ts";
import { type CombineFn, Pipeline } from "../../index.ts";

/** Counts the strings of each key, and keeps them until then. */
class Collecting implements CombineFn<string, string[], number> {
  merges = 0;

  createAccumulator(): string[] {
    return [];
  }

  addInput(all: string[], value: string): string[] {
    all.push(value);
    return all;
  }

  mergeAccumulators(a: string[], b: string[]): string[] {
    this.merges++;
    return [...a, ...b];
  }

  extractOutput(all: string[]): number {
    return all.length;
  }
}

describe("the first part of a lifted combination", () => {
  it.each([
    { size: "small", length: 1, isPassedOn: false },
    { size: "large", length: 10_000, isPassedOn: true },
  ])("passes accumulators on before the end of its bundle where they are $size: $isPassedOn", async (drawn) => {
    const count = 40_000;
    const collecting = new Collecting();
    const p = Pipeline.create({ quiet: true });
    const kept = keep(
      p
        .create([count])
        .flatMap(function* (until) {
          for (let i = 0; i < until; i++) yield [i % 10, String(i).padEnd(drawn.length)] as [number, string];
        })
        .combinePerKey(collecting),
    );
    await p.run();
    expect(valuesOf(kept).toSorted()).toEqual(Array.from({ length: 10 }, (_, key) => [key, count / 10]));
    expect(collecting.merges > 0).toBe(drawn.isPassedOn);
  });
});
