import { describe, expect, it } from "vitest";
import { spaceOf } from "../../../test/direct/memory-files.ts";
import { globalWindowCoder } from "../../../sdk/coders/global-window-coder.ts";
import { stringUtf8Coder } from "../../../sdk/coders/string-utf8-coder.ts";
import { valueCoder } from "../../../sdk/coders/value-coder.ts";
import { Registers } from "../../../sdk/exec/registers.ts";
import { NO_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { GLOBAL_WINDOWS } from "../../../sdk/values/window.ts";
import { SpilledValues } from "./spilled-values.ts";
import { stageInput } from "./stage-input.ts";
import type { StageSpec } from "./stage-spec.ts";

const inGlobalWindow = { timestamp: 0, windows: GLOBAL_WINDOWS, pane: NO_FIRING };

function stage(isMerging: boolean): StageSpec {
  return {
    id: "g",
    name: "Sum",
    kind: "aggregate",
    producers: [],
    movesBack: false,
    grouping: {
      keyCoder: stringUtf8Coder,
      valueCoder,
      windowCoder: globalWindowCoder,
      timestampCombiner: "endOfWindow",
      mergeWindows: isMerging ? () => [] : undefined,
    },
  };
}

describe("a group larger than memory", () => {
  it.each([{ isMerging: false }, { isMerging: true }])(
    "is read from disk as often as it is iterated, beside groups that are not (merging windows: $isMerging)",
    ({ isMerging }) => {
      const { space } = spaceOf(500_000);
      const table = stageInput(stage(isMerging), space);
      const count = 20_000;
      for (let i = 0; i < count; i++) {
        table.add(["large", `${String(i)} ${"x".repeat(200)}`], inGlobalWindow);
        if (i % 100 === 0) table.add([`small ${String(i % 1_000)}`, i], inGlobalWindow);
      }
      const { input } = table.take(MAX_TIMESTAMP);
      const groups = new Map<unknown, Iterable<unknown>>();
      while (input.advance(new Registers())) {
        const [key, values] = input.value as [unknown, Iterable<unknown>];
        groups.set(key, values);
      }
      expect(groups.size).toBe(11);
      const large = groups.get("large") ?? [];
      expect(large).toBeInstanceOf(SpilledValues);
      // Two readers of it don't disturb each other.
      const first = large[Symbol.iterator]();
      for (let i = 0; i < 10; i++) first.next();
      let read = 0;
      for (const value of large) expect(String(value).split(" ")[0]).toBe(String(read++));
      expect(read).toBe(count);
      expect(String(first.next().value).split(" ")[0]).toBe("10");
      expect(groups.get("small 100")).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i * 1_000));
    },
  );

  it("names the step when a value can't be written", () => {
    const { space } = spaceOf(0);
    const table = stageInput(stage(false), space);
    expect(() => {
      table.add(["a", { run: () => 1 }], inGlobalWindow);
    }).toThrow(/^The elements on their way to step "Group" have outgrown memory, and one can't be written to disk: /);
  });
});
