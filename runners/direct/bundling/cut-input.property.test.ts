// Whatever the way in which it is cut, what waits is given out once, and holds the watermark until then.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervalWindowCoder } from "../../../sdk/coders/interval-window-coder.ts";
import { kvCoder } from "../../../sdk/coders/kv-coder.ts";
import { stringUtf8Coder } from "../../../sdk/coders/string-utf8-coder.ts";
import { valueCoder } from "../../../sdk/coders/value-coder.ts";
import { Registers } from "../../../sdk/exec/registers.ts";
import { bundlings, type Bundling } from "../../../sdk/options/pipeline-options.ts";
import { NO_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { IntervalWindow } from "../../../sdk/values/window.ts";
import type { PendingInput, TakenInput } from "../engine/pending-input.ts";
import { stageInput } from "../engine/stage-input.ts";
import type { StageSpec } from "../engine/stage-spec.ts";
import { CutInput } from "./cut-input.ts";
import { cutterOf } from "./cutter-of.ts";

const base = { id: "s", name: "Stage", producers: [], movesBack: false };
const windowCoder = intervalWindowCoder as never;
const specs: Readonly<Record<string, StageSpec>> = {
  elements: { ...base, kind: "ordinary", elements: { elementCoder: valueCoder, windowCoder } },
  pairs: {
    ...base,
    kind: "ordinary",
    elements: { elementCoder: kvCoder(stringUtf8Coder, valueCoder), windowCoder },
  },
  groups: {
    ...base,
    kind: "aggregate",
    grouping: {
      keyCoder: stringUtf8Coder,
      valueCoder,
      windowCoder,
      timestampCombiner: "earliest",
    },
  },
};

interface Added {
  readonly key: string;
  readonly value: number;
  readonly at: number;
}

function inputOf(spec: StageSpec, bundling: Bundling, least: number): PendingInput {
  const cut = cutterOf(bundling, spec, least);
  return cut === undefined ? stageInput(spec) : new CutInput(stageInput(spec), cut);
}

function add(input: PendingInput, { key, value, at }: Added): void {
  const start = Math.floor(at / 10) * 10;
  input.add([key, value], { timestamp: at, windows: [new IntervalWindow(start, start + 10)], pane: NO_FIRING });
}

/** Reads a bundle: a line for each element. */
function read({ input, size }: TakenInput): { readonly key: string; readonly line: string }[] {
  const registers = new Registers();
  const lines: { key: string; line: string }[] = [];
  while (input.advance(registers)) {
    const [key] = input.value as [string];
    lines.push({ key, line: JSON.stringify([input.value, registers.timestamp, registers.windows]) });
  }
  expect(lines).toHaveLength(size);
  return lines;
}

const added = fc.array(
  fc.record({ key: fc.constantFrom("a", "b", "c"), value: fc.nat({ max: 9 }), at: fc.nat({ max: 39 }) }),
  { minLength: 1, maxLength: 40 },
);

describe.each(Object.entries(specs))("input of %s", (_, spec) => {
  it.each(bundlings)("is given out once, cut by %s, also what comes in between", (bundling) => {
    fc.assert(
      fc.property(added, added, fc.integer({ min: 1, max: 5 }), (first, second, least) => {
        const input = inputOf(spec, bundling, least);
        const whole = inputOf(spec, "all", 1);
        for (const each of first) add(input, each);
        for (const each of first) add(whole, each);
        const bundles = [read(input.take(MAX_TIMESTAMP))];
        const expected = read(whole.take(MAX_TIMESTAMP));
        const more = inputOf(spec, bundling, least);
        for (const each of second) add(more, each);
        for (const each of second) add(whole, each);
        input.absorb(more);
        expected.push(...read(whole.take(MAX_TIMESTAMP)));
        while (input.size > 0) {
          const { hold } = input;
          const taken = input.take(MAX_TIMESTAMP);
          expect(taken.hold).toBeGreaterThanOrEqual(hold);
          bundles.push(read(taken));
        }
        const lines = bundles.flat().map(({ line }) => line);
        expect(lines.toSorted()).toEqual(expected.map(({ line }) => line).toSorted());
        expect(input.take(MAX_TIMESTAMP).size).toBe(0);
        if (bundling === "one-element") expect(bundles.every(({ length }) => length === 1)).toBe(true);
        if (bundling === "one-key" && least === 1) {
          expect(bundles.every((bundle) => new Set(bundle.map(({ key }) => key)).size === 1)).toBe(true);
        }
      }),
    );
  });

  it("holds the watermark until the last piece is out", () => {
    const input = inputOf(spec, "one-element", 1);
    add(input, { key: "a", value: 1, at: 3 });
    add(input, { key: "b", value: 1, at: 25 });
    input.take(MAX_TIMESTAMP);
    expect(input.hold).toBe(3);
    input.take(MAX_TIMESTAMP);
    expect(input.hold).toBe(MAX_TIMESTAMP);
  });
});
