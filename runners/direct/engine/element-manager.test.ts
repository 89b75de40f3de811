import { describe, expect, it } from "vitest";
import { globalWindowCoder } from "../../../sdk/coders/global-window-coder.ts";
import { valueCoder } from "../../../sdk/coders/value-coder.ts";
import { NO_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP, MIN_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { GLOBAL_WINDOWS } from "../../../sdk/values/window.ts";
import { ElementManager } from "./element-manager.ts";
import type { PendingInput } from "./pending-input.ts";
import { stageInput } from "./stage-input.ts";
import type { Bundle, StageSpec } from "./stage-spec.ts";

const root: StageSpec = { id: "root", name: "Read", kind: "root", producers: [], movesBack: false };
const next: StageSpec = {
  id: "next",
  name: "Write",
  kind: "ordinary",
  producers: ["root"],
  movesBack: false,
  elements: { elementCoder: valueCoder, windowCoder: globalWindowCoder },
};

function only(bundles: readonly Bundle[]): Bundle {
  const [bundle, ...others] = bundles;
  if (bundle === undefined || others.length > 0) throw new Error(`There are ${String(bundles.length)} bundles.`);
  return bundle;
}

function outputTo(engine: ElementManager, stageId: string, values: readonly unknown[]): Map<string, PendingInput> {
  const input = engine.newInput(stageId);
  for (const value of values) input.add(value, { timestamp: 5, windows: GLOBAL_WINDOWS, pane: NO_FIRING });
  return new Map([[stageId, input]]);
}

describe("the engine", () => {
  it("is done at once when it has no stages", () => {
    const engine = new ElementManager([], stageInput);
    expect(engine.ready(0)).toEqual([]);
    expect(engine.status()).toEqual({ kind: "done" });
  });

  it("gives a root one element, and an ordinary stage nothing that was not made for it", () => {
    const engine = new ElementManager([{ ...next, id: "alone", producers: [] }, root], stageInput);
    expect(only(engine.ready(0))).toMatchObject({ stageId: "root", size: 1 });
  });

  it("goes from waiting through running to done, stage by stage", () => {
    const engine = new ElementManager([root, next], stageInput);
    const states = (): string[] => engine.stages().map(({ state }) => state);
    expect(states()).toEqual(["waiting", "waiting"]);
    const first = only(engine.ready(100));
    expect(states()).toEqual(["running", "waiting"]);
    expect(engine.ready(100)).toEqual([]);
    engine.commit({ bundleId: first.id, outputs: outputTo(engine, "next", ["a", "b"]) }, 107);
    expect(states()).toEqual(["done", "waiting"]);
    expect(engine.stages()[1]).toMatchObject({ pending: 2, inputWatermark: MAX_TIMESTAMP, outputWatermark: 5 });
    const second = only(engine.ready(110));
    expect(second).toMatchObject({ stageId: "next", size: 2 });
    expect(engine.status()).toEqual({ kind: "running" });
    engine.commit({ bundleId: second.id, outputs: new Map() }, 111);
    expect(states()).toEqual(["done", "done"]);
    expect(engine.status()).toEqual({ kind: "done" });
    expect(engine.stages().map(({ busyMillis }) => busyMillis)).toEqual([7, 1]);
  });

  it("starts nothing more once a bundle has failed, and tells the first cause", () => {
    const engine = new ElementManager([root, { ...root, id: "other" }, next], stageInput);
    const [first, second] = engine.ready(0) as [Bundle, Bundle];
    engine.fail(second.id, new Error("the first"), 1);
    engine.commit({ bundleId: first.id, outputs: outputTo(engine, "next", ["a"]) }, 2);
    expect(engine.ready(3)).toEqual([]);
    expect(engine.status()).toEqual({ kind: "failed", cause: new Error("the first") });
  });

  it("refuses to end a bundle twice, or one that it has not given out", () => {
    const engine = new ElementManager([root], stageInput);
    const { id } = only(engine.ready(0));
    engine.commit({ bundleId: id, outputs: new Map() }, 0);
    expect(() => {
      engine.commit({ bundleId: id, outputs: new Map() }, 0);
    }).toThrow(`Bundle ${id} is not running: it has ended, or was never started.`);
    expect(() => {
      engine.fail("b99", new Error(), 0);
    }).toThrow("Bundle b99 is not running");
  });

  it("refuses a stage that comes before its producers", () => {
    expect(() => new ElementManager([next, root], stageInput)).toThrow("There is no stage root.");
  });

  it("tells of every stage when it is stuck", () => {
    // No input of the engine's own holds back what it has: this one is broken.
    const broken: PendingInput = {
      size: 3,
      hold: 1_000,
      add: () => undefined,
      absorb: () => undefined,
      take: () => ({
        input: { value: undefined, advance: () => false, more: () => false },
        size: 0,
        hold: MAX_TIMESTAMP,
      }),
    };
    const engine = new ElementManager([root, next], (spec) =>
      spec.kind === "root" ? new ElementManager([root], stageInput).newInput("root") : broken,
    );
    engine.commit({ bundleId: only(engine.ready(0)).id, outputs: new Map() }, 1);
    expect(engine.ready(2)).toEqual([]);
    expect(engine.status()).toEqual({
      kind: "stuck",
      report: [
        "Read: done, 0 pending, watermark in end, out end",
        "Write: waiting, 3 pending, watermark in end, out 1000",
      ].join("\n"),
    });
  });

  it("holds the watermark of a stage that moves back in time until nothing more can come", () => {
    const engine = new ElementManager([root, { ...next, movesBack: true }], stageInput);
    const first = only(engine.ready(0));
    engine.commit({ bundleId: first.id, outputs: outputTo(engine, "next", ["a"]) }, 0);
    expect(engine.stages()[1]?.outputWatermark).toBe(MIN_TIMESTAMP);
    const second = only(engine.ready(0));
    expect(engine.stages()[1]?.outputWatermark).toBe(MIN_TIMESTAMP);
    engine.commit({ bundleId: second.id, outputs: new Map() }, 0);
    expect(engine.stages()[1]?.outputWatermark).toBe(MAX_TIMESTAMP);
  });
});
