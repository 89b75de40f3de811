import { describe, expect, it } from "vitest";
import { bytesCoder, doFn, fixedWindows, flatten, globalWindows, Pipeline, runnerSource, seconds } from "../index.ts";
import type { PCollection } from "../index.ts";
import { sum } from "../../transforms/index.ts";

function source(isBounded: boolean): PCollection<[string, number]> {
  const p = Pipeline.create();
  return p
    .apply(runnerSource({ urn: "beam:transform:test_read:v1", output: bytesCoder, isBounded }))
    .map("Pair", (bytes): [string, number] => ["a", bytes.length]);
}

const steps: Readonly<Record<string, (pairs: PCollection<[string, number]>) => unknown>> = {
  "makes groups": (pairs) => pairs.groupByKey(),
  "combines the values": (pairs) => pairs.combinePerKey(sum()),
  "has a side input": (pairs) =>
    pairs.pipeline.create([1]).map((n, { side }) => [n, side.pairs], { side: { pairs: pairs.asList() } }),
};

describe.each(Object.entries(steps))("a step that %s", (does, apply) => {
  it("is refused on what goes on for ever in the global window, with its place and the remedy", () => {
    const build = (): unknown => apply(source(false));
    expect(build).toThrow(new RegExp(`${does} of a PCollection that goes on for ever`));
    expect(build).toThrow(/at +\S*check-endless\.test\.ts:\d+/);
    expect(build).toThrow(/\.window\(fixedWindows/);
  });

  it("takes it in windows that end", () => {
    const windowed = source(false).window(fixedWindows(seconds(60)));
    expect(() => (does === "has a side input" ? windowed.asList() : apply(windowed))).not.toThrow();
  });

  it("takes what comes to an end in the global window", () => {
    expect(() => apply(source(true).window(globalWindows()))).not.toThrow();
  });
});

describe("what goes on for ever", () => {
  it("is what any part of it does", () => {
    const pairs = source(false);
    const all = flatten([pairs, pairs.pipeline.create<[string, number]>([["b", 1]])]);
    expect(() => all.groupByKey()).toThrow(/goes on for ever/);
  });

  it("may be spread anew, and processed one by one", () => {
    const pairs = source(false);
    expect(() => pairs.reshuffle().parDo(doFn<[string, number], number>()({ process: () => undefined }))).not.toThrow();
  });

  it("stays so in windows that were taken off again", () => {
    const windowed = source(false).window(fixedWindows(seconds(60)));
    expect(() => windowed.window("Whole", globalWindows()).groupByKey()).toThrow(/goes on for ever/);
  });
});
