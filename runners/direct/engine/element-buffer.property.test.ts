import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spaceOf } from "../../../test/direct/memory-files.ts";
import { intervalWindowCoder } from "../../../sdk/coders/interval-window-coder.ts";
import { valueCoder } from "../../../sdk/coders/value-coder.ts";
import { Registers, type ElementMetadata } from "../../../sdk/exec/registers.ts";
import { NO_FIRING, ON_TIME_AND_ONLY_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { IntervalWindow } from "../../../sdk/values/window.ts";
import { ElementBuffer } from "./element-buffer.ts";

const metadata: fc.Arbitrary<ElementMetadata> = fc.record({
  timestamp: fc.integer({ min: -5, max: 5 }),
  windows: fc.array(
    fc.nat({ max: 3 }).map((start) => new IntervalWindow(start, start + 10)),
    { minLength: 1, maxLength: 3 },
  ),
  pane: fc.constantFrom(NO_FIRING, ON_TIME_AND_ONLY_FIRING),
});
/** Runs of elements with the same metadata. */
const elements = fc
  .array(fc.record({ metadata, values: fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1 }) }), {
    maxLength: 5,
  })
  .map((runs) => runs.flatMap((run) => run.values.map((value) => ({ value, metadata: run.metadata }))));
const limits = fc.constantFrom(0, 1, 200, 1_000, Infinity);

describe("a buffer of elements", () => {
  it("gives them out in their order, with their metadata, whatever the budget and the bundles", () => {
    fc.assert(
      fc.property(fc.array(elements, { maxLength: 4 }), limits, (bundles, limit) => {
        const { space } = spaceOf(limit);
        const coders = { elementCoder: valueCoder, windowCoder: intervalWindowCoder };
        const buffer = new ElementBuffer(coders, space);
        for (const bundle of bundles) {
          const made = new ElementBuffer(coders, space);
          for (const element of bundle) made.add(element.value, element.metadata);
          buffer.absorb(made);
        }
        const all = bundles.flat();
        expect(buffer.hold).toBe(Math.min(MAX_TIMESTAMP, ...all.map((element) => element.metadata.timestamp)));
        const { input, size } = buffer.take();
        expect(size).toBe(all.length);
        const registers = new Registers();
        const read: unknown[] = [];
        while (input.advance(registers)) read.push({ value: input.value, metadata: registers.snapshot() });
        expect(read).toEqual(all);
        expect(buffer.size).toBe(0);
        expect(space.budget.used).toBe(0);
      }),
    );
  });

  it("spills what is more than the budget, and only that", () => {
    const { space, files } = spaceOf(100_000);
    const buffer = new ElementBuffer({ elementCoder: valueCoder, windowCoder: intervalWindowCoder }, space);
    const at = { timestamp: 0, windows: [new IntervalWindow(0, 1)], pane: NO_FIRING };
    for (let i = 0; i < 1_000; i++) buffer.add("x", at);
    expect(files).toHaveLength(0);
    for (let i = 0; i < 100_000; i++) buffer.add("x", at);
    expect(files).toHaveLength(1);
    expect(space.budget.used).toBeLessThan(150_000);
  });
});
