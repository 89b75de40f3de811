import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { planPipeline } from "../../../runners/direct/planner/plan-pipeline.ts";
import { windowName } from "../../testing/conformance/window-name.ts";
import { doFn, fixedWindows, millis, Pipeline, type PCollection } from "../../index.ts";
import type { Window } from "../../values/window.ts";
import { IntervalWindow } from "../../values/window.ts";
import { NO_FIRING } from "../../values/pane.ts";
import type { ElementSource } from "../bundle-context.ts";
import { buildPlan } from "../build-plan.ts";
import type { Plan } from "../plan.ts";
import type { Registers } from "../registers.ts";
import type { SideInputReader, SideInputRef } from "./side-input-reader.ts";

/** What a step has read, and what was asked for meanwhile. */
interface World extends SideInputReader {
  readonly asked: string[];
  readonly answers: Map<string, (elements: readonly unknown[]) => void>;
  token: string | undefined;
}

function newWorld(): World {
  const asked: string[] = [];
  const answers = new Map<string, (elements: readonly unknown[]) => void>();
  return {
    asked,
    answers,
    token: undefined,
    version(): string | undefined {
      return this.token;
    },
    elements(_: SideInputRef, window: Window): Promise<readonly unknown[]> {
      asked.push(windowName(window));
      return new Promise((resolve) => answers.set(windowName(window), resolve));
    },
    pages: () => {
      throw new Error("Nothing is read by pages.");
    },
    valuePages: () => {
      throw new Error("Nothing is read by key.");
    },
  };
}

/** Elements at their own times in windows of ten. */
class TimedSource implements ElementSource {
  value: unknown;
  readonly #values: number[];

  constructor(values: readonly number[]) {
    this.#values = values.toReversed();
  }

  advance(registers: Registers): boolean {
    const value = this.#values.pop();
    if (value === undefined) return false;
    const start = Math.floor(value / 10) * 10;
    registers.install({ timestamp: value, windows: [new IntervalWindow(start, start + 10)], pane: NO_FIRING });
    this.value = value;
    return true;
  }

  more(): false {
    return false;
  }
}

const spread = doFn<number>()({
  process(n, { emit }) {
    for (const at of [n, n + 10, n + 20]) emit(at, { timestamp: at });
  },
});

/** A plan of what `build` makes of a windowed collection, with a side input that the world answers. */
async function planOf(build: (input: PCollection<number>, side: PCollection<number>) => void): Promise<Plan> {
  const p = Pipeline.create();
  const windowed = (name: string): PCollection<number> =>
    p
      .create(name, [1])
      .withTimestamps(`${name} times`, () => 1)
      .window(`${name} windows`, fixedWindows(millis(10)))
      .reshuffle(`${name} shuffled`);
  const side = windowed("Side");
  build(windowed("Main"), side);
  const { stages } = planPipeline(await p.toProto(), p.functions);
  const stage = stages.find(({ spec }) => (spec.sideProducers ?? []).length > 0);
  if (stage === undefined) throw new Error("No stage reads a side input.");
  return buildPlan(stage.descriptor, { functions: p.functions, signal: new AbortController().signal });
}

function bundle(plan: Plan, world: World, values: readonly number[]): Promise<void> {
  return plan.processBundle({
    data: { source: () => new TimedSource(values), sink: () => ({ write: () => undefined }) },
    sides: world,
  });
}

describe("a step whose side inputs have to be fetched", () => {
  it("is called when those of the window are there, in the order of the elements", async () => {
    const calls: string[] = [];
    const plan = await planOf((input, side) =>
      input
        .parDo("Spread", spread)
        .window(fixedWindows(millis(10)))
        .map(
          (n, context) =>
            calls.push(`${String(n)} reads ${String(context.side.all[0])} at ${String(context.timestamp)}`),
          {
            side: { all: side.asList() },
          },
        ),
    );
    const world = newWorld();
    const done = bundle(plan, world, [1, 2]);
    await setImmediate();
    expect(calls).toEqual([]);
    expect(world.asked).toEqual(["[0, 10)"]);
    world.answers.get("[0, 10)")?.(["a"]);
    await setImmediate();
    expect(calls).toEqual(["1 reads a at 1"]);
    world.answers.get("[10, 20)")?.(["b"]);
    await setImmediate();
    world.answers.get("[20, 30)")?.(["c"]);
    await done;
    expect(calls).toEqual([
      "1 reads a at 1",
      "11 reads b at 11",
      "21 reads c at 21",
      "2 reads a at 2",
      "12 reads b at 12",
      "22 reads c at 22",
    ]);
    expect(world.asked).toEqual(["[0, 10)", "[10, 20)", "[20, 30)"]);
  });

  it("fetches them once for all bundles of one version, and anew for each where there is none", async () => {
    const plan = await planOf((input, side) =>
      input.map((n, context) => n + context.side.all.length, { side: { all: side.asList() } }),
    );
    const world = newWorld();
    const run = async (token: string | undefined): Promise<void> => {
      world.token = token;
      world.answers.clear();
      const done = bundle(plan, world, [1, 2]);
      await setImmediate();
      world.answers.get("[0, 10)")?.([]);
      await done;
    };
    for (const token of ["v1", "v1", "v2", "v2", undefined, undefined]) await run(token);
    expect(world.asked).toHaveLength(4);
  });

  it("fails when they can't be fetched, with the name of the side input", async () => {
    const plan = await planOf((input, side) =>
      input.map("Use", (n, context) => n + context.side.all.length, { side: { all: side.asList() } }),
    );
    const world = newWorld();
    world.elements = () => Promise.reject(new Error("The runner is gone."));
    await expect(bundle(plan, world, [1, 2])).rejects.toThrow(
      'The side input "all" of step "Use" failed: Error: The runner is gone.',
    );
  });
});
