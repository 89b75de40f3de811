// The engine's laws, under random graphs and schedules, against an oracle that runs stage by stage.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervalWindowCoder } from "../../../sdk/coders/interval-window-coder.ts";
import { kvCoder } from "../../../sdk/coders/kv-coder.ts";
import { stringUtf8Coder } from "../../../sdk/coders/string-utf8-coder.ts";
import { Registers, type ElementMetadata } from "../../../sdk/exec/registers.ts";
import { NO_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { IntervalWindow } from "../../../sdk/values/window.ts";
import type { TimestampCombiner } from "../../../sdk/windowing/windowing-strategy.ts";
import type { ElementCoders } from "./element-chunk.ts";
import { spaceOf } from "../../../test/direct/memory-files.ts";
import { ElementManager } from "./element-manager.ts";
import type { Grouping } from "./grouping.ts";
import { stageInput } from "./stage-input.ts";
import type { Bundle, StageReport, StageSpec } from "./stage-spec.ts";

const windowSize = 10;
const pairsInIntervals: ElementCoders = {
  elementCoder: kvCoder(stringUtf8Coder, stringUtf8Coder),
  windowCoder: intervalWindowCoder,
};

/** What is drawn of a stage. */
interface DrawnStage {
  readonly kind: "root" | "ordinary" | "aggregate";
  /** Indices of earlier stages. */
  readonly producers: readonly number[];
  /** Indices of earlier stages that it reads beside. */
  readonly sides: readonly number[];
  readonly combiner: TimestampCombiner;
  /** The keys and times of what a root makes. */
  readonly made: readonly { readonly key: string; readonly at: number }[];
  /** How far an ordinary stage moves elements in time. */
  readonly shiftMillis: number;
}

/** An element: its key, where it comes from, and its time. */
interface Item {
  readonly key: string;
  readonly origin: string;
  readonly at: number;
}

const drawnStages: fc.Arbitrary<readonly DrawnStage[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("root" as const, "ordinary" as const, "aggregate" as const),
      producers: fc.uniqueArray(fc.nat({ max: 100 }), { minLength: 1, maxLength: 3 }),
      sides: fc.uniqueArray(fc.nat({ max: 100 }), { maxLength: 2 }),
      combiner: fc.constantFrom<TimestampCombiner>("endOfWindow", "earliest", "latest"),
      made: fc.array(fc.record({ key: fc.constantFrom("a", "b"), at: fc.integer({ min: -25, max: 25 }) }), {
        maxLength: 5,
      }),
      shiftMillis: fc.integer({ min: -30, max: 30 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((stages) =>
    stages.map((stage, index) =>
      // The first is a root, and all others take of what comes before them.
      index === 0 || stage.kind === "root"
        ? { ...stage, kind: "root" as const, producers: [], sides: earlier(stage.sides, index) }
        : { ...stage, producers: earlier(stage.producers, index), sides: earlier(stage.sides, index) },
    ),
  );

/** The stages before one, of those that were drawn. */
function earlier(drawn: readonly number[], index: number): number[] {
  return index === 0 ? [] : [...new Set(drawn.map((stage) => stage % index))];
}

function windowOf(at: number): IntervalWindow {
  const start = Math.floor(at / windowSize) * windowSize;
  return new IntervalWindow(start, start + windowSize);
}

/** What a stage makes of one element or group. */
function outputOf(stage: DrawnStage, index: number, item: Item): Item {
  const at = stage.kind === "ordinary" ? item.at + stage.shiftMillis : item.at;
  return { ...item, origin: `${String(index)}(${item.origin})`, at };
}

function rootItems(stage: DrawnStage, index: number): Item[] {
  return stage.made.map(({ key, at }, i) => ({ key, origin: `${String(index)}.${String(i)}`, at }));
}

function groupTime(combiner: TimestampCombiner, items: readonly Item[], window: IntervalWindow): number {
  const times = items.map(({ at }) => at);
  if (combiner === "endOfWindow") return window.maxTimestamp;
  return combiner === "earliest" ? Math.min(...times) : Math.max(...times);
}

function describeGroup(origins: readonly string[]): string {
  return origins.toSorted().join("+");
}

/** Runs each stage once, with all of its input: what each takes, as text. */
function oracle(stages: readonly DrawnStage[]): string[][] {
  const made: Item[][] = [];
  return stages.map((stage, index) => {
    const input = stage.producers.flatMap((producer) => made[producer] ?? []);
    const taken =
      stage.kind === "root" ? rootItems(stage, index) : stage.kind === "ordinary" ? input : grouped(stage, input);
    made.push(stage.kind === "root" ? taken : taken.map((item) => outputOf(stage, index, item)));
    return taken.map(textOf).toSorted();
  });
}

function grouped({ combiner }: DrawnStage, items: readonly Item[]): Item[] {
  const groups = Map.groupBy(items, ({ key, at }) => `${key} ${String(windowOf(at))}`);
  return [...groups.values()].map((group) => {
    const [{ key, at }] = group as [Item];
    return {
      key,
      origin: describeGroup(group.map(({ origin }) => origin)),
      at: groupTime(combiner, group, windowOf(at)),
    };
  });
}

function textOf({ key, origin, at }: Item): string {
  return `${key} ${origin} @${String(at)}`;
}

/** Drives the engine as a runner does, in an order that is drawn. */
class Drive {
  readonly taken: Item[][];
  readonly #stages: readonly DrawnStage[];
  readonly #engine: ElementManager;
  readonly #decisions: Iterator<number>;
  readonly #running: Bundle[] = [];
  #reports: readonly StageReport[];

  constructor(stages: readonly DrawnStage[], decisions: readonly number[], limit: number) {
    this.#stages = stages;
    this.taken = stages.map(() => []);
    const { space } = spaceOf(limit);
    this.#engine = new ElementManager(
      stages.map((stage, index) => specOf(stage, index)),
      (spec) => stageInput(spec, space),
    );
    this.#reports = this.#engine.stages();
    this.#decisions = decisions.values();
  }

  run(): void {
    for (let step = 0; ; step++) {
      if (step > 1_000) throw new Error("The engine does not come to an end.");
      // Now and then, it is not asked for more while bundles run.
      if (this.#running.length === 0 || this.#next(3) > 0) this.#running.push(...this.#engine.ready(step));
      this.#checkWatermarks();
      const status = this.#engine.status();
      if (status.kind === "done") return;
      expect(status.kind).toBe("running");
      const [bundle] = this.#running.splice(this.#next(this.#running.length), 1);
      if (bundle === undefined) throw new Error("It is running, but nothing runs.");
      this.#commit(bundle, step);
      this.#checkWatermarks();
    }
  }

  #next(below: number): number {
    const next = this.#decisions.next();
    return next.done === true ? 0 : next.value % below;
  }

  #commit(bundle: Bundle, now: number): void {
    const index = Number(bundle.stageId);
    const stage = this.#stages[index] as DrawnStage;
    this.#checkSides(stage);
    const items = stage.kind === "root" ? rootItems(stage, index) : read(stage, bundle);
    if (stage.kind !== "root") expect(items.length).toBeLessThanOrEqual(bundle.size);
    this.taken[index]?.push(...items);
    const outputs = new Map(
      this.#stages.flatMap(({ producers }, consumer) => {
        if (!producers.includes(index)) return [];
        const input = this.#engine.newInput(String(consumer));
        for (const item of items) {
          const { key, origin, at } = stage.kind === "root" ? item : outputOf(stage, index, item);
          const window = windowOf(at);
          this.#checkInTime(consumer, at);
          input.add([key, origin], { timestamp: at, windows: [window], pane: NO_FIRING });
        }
        return [[String(consumer), input] as const];
      }),
    );
    this.#engine.commit({ bundleId: bundle.id, outputs }, now);
  }

  /** What a stage reads beside is all there: nothing waits or runs in what it comes from. */
  #checkSides({ sides }: DrawnStage): void {
    const waiting = [...sides];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      expect(this.#reports[next]).toMatchObject({ state: "done", pending: 0 });
      expect(this.#running.map(({ stageId }) => Number(stageId))).not.toContain(next);
      waiting.push(...(this.#stages[next]?.producers ?? []));
    }
  }

  /** No element comes to a stage whose watermark has passed it. */
  #checkInTime(consumer: number, at: number): void {
    expect(at).toBeGreaterThanOrEqual(this.#reports[consumer]?.inputWatermark ?? 0);
  }

  #checkWatermarks(): void {
    const reports = this.#engine.stages();
    for (const [index, { inputWatermark, outputWatermark }] of reports.entries()) {
      const before = this.#reports[index];
      expect(inputWatermark).toBeGreaterThanOrEqual(before?.inputWatermark ?? 0);
      expect(outputWatermark).toBeGreaterThanOrEqual(before?.outputWatermark ?? 0);
      expect(outputWatermark).toBeLessThanOrEqual(inputWatermark);
    }
    this.#reports = reports;
  }
}

function specOf(stage: DrawnStage, index: number): StageSpec {
  const base = {
    id: String(index),
    name: `stage ${String(index)}`,
    producers: stage.producers.map(String),
    sideProducers: stage.sides.map(String),
    movesBack: stage.kind === "ordinary" && stage.shiftMillis < 0,
  };
  if (stage.kind === "root") return { ...base, kind: "root" };
  if (stage.kind === "ordinary") return { ...base, kind: "ordinary", elements: pairsInIntervals };
  const grouping: Grouping = {
    keyCoder: stringUtf8Coder,
    valueCoder: stringUtf8Coder,
    windowCoder: intervalWindowCoder,
    timestampCombiner: stage.combiner,
  };
  return { ...base, kind: "aggregate", grouping };
}

function read(stage: DrawnStage, { input }: Bundle): Item[] {
  const registers = new Registers();
  const items: Item[] = [];
  while (input.advance(registers)) {
    const { timestamp: at, windows } = registers as ElementMetadata;
    const [key, value] = input.value as [string, string | string[]];
    if (typeof value === "string") items.push({ key, origin: value, at });
    else {
      expect(registers.pane.timing).toBe("on-time");
      expect(windows).toHaveLength(1);
      items.push({ key, origin: describeGroup(value), at });
    }
  }
  expect(input.more()).toBe(false);
  expect(stage.kind).not.toBe("root");
  return items;
}

/** How much memory what waits may take: from none to all of it. */
const limits = fc.constantFrom(0, 500, 5_000, Infinity);

describe("the engine", () => {
  it("loses and doubles nothing, fires each group once and never takes a watermark back, in any order and memory", () => {
    fc.assert(
      fc.property(drawnStages, fc.array(fc.nat(), { maxLength: 60 }), limits, (stages, decisions, limit) => {
        const drive = new Drive(stages, decisions, limit);
        drive.run();
        expect(drive.taken.map((items) => items.map(textOf).toSorted())).toEqual(oracle(stages));
      }),
      { numRuns: 500 },
    );
  });

  it("ends with all watermarks at the end of time", () => {
    fc.assert(
      fc.property(drawnStages, (stages) => {
        const engine = new ElementManager(stages.map(specOf), stageInput);
        for (let bundles = engine.ready(0); bundles.length > 0; bundles = engine.ready(0)) {
          for (const { id } of bundles) engine.commit({ bundleId: id, outputs: new Map() }, 0);
        }
        expect(engine.status()).toEqual({ kind: "done" });
        for (const report of engine.stages()) {
          expect(report).toMatchObject({ state: "done", pending: 0, outputWatermark: MAX_TIMESTAMP });
        }
      }),
    );
  });
});
