import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keep } from "../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../test/conformance/unhandled.ts";
import { doFn, GLOBAL_WINDOW, IntervalWindow, Pipeline } from "../index.ts";

expectNoUnhandledRejection();

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function later<T>(value: T): Promise<T> {
  await setImmediate();
  return value;
}

describe("the life cycle of a DoFn", () => {
  it("awaits each of its functions, in order", async () => {
    const p = newPipeline();
    const events: string[] = [];
    const note = async (event: string): Promise<void> => {
      events.push(`${event} begins`);
      await setImmediate();
      events.push(`${event} ends`);
    };
    p.create([1, 2]).parDo(
      doFn<number>()({
        setup: () => note("setup"),
        startBundle: () => note("startBundle"),
        process: (n) => note(`process ${String(n)}`),
        finishBundle: () => note("finishBundle"),
        teardown: () => note("teardown"),
      }),
    );
    await p.run();
    const order = ["setup", "startBundle", "process 1", "process 2", "finishBundle", "teardown"];
    expect(events).toEqual(order.flatMap((event) => [`${event} begins`, `${event} ends`]));
  });

  it("emits from startBundle and finishBundle, also into asynchronous steps, at the time and window it says", async () => {
    const p = newPipeline();
    const window = new IntervalWindow(0, 10);
    const kept = keep(
      p
        .create([1])
        .parDo(
          doFn<number, string>()({
            startBundle({ emit }) {
              emit("start", { timestamp: 3, window });
            },
            process(n, { emit }) {
              emit(`element ${String(n)}`);
            },
            async finishBundle({ emit }) {
              emit("finish", { timestamp: 4, window });
              await setImmediate();
              emit("end", { timestamp: 5, window: GLOBAL_WINDOW });
            },
          }),
        )
        .map(async (text) => later(text))
        .reshuffle(),
    );
    await p.run();
    expect(kept.map(([value, at, in_]) => [value, value === "element 1" ? "any time" : at, in_])).toEqual([
      ["start", 3, "[0, 10)"],
      ["element 1", "any time", "global"],
      ["finish", 4, "[0, 10)"],
      ["end", 5, "global"],
    ]);
  });

  it.each([
    { what: "without time and window", options: undefined, message: "needs a timestamp and a window" },
    {
      what: "at no instant",
      options: { timestamp: 0.5, window: GLOBAL_WINDOW },
      message: "whole milliseconds; got 0.5",
    },
  ])("refuses to emit from finishBundle $what", async ({ options, message }) => {
    const p = newPipeline();
    p.create([1]).parDo(
      "Wrong",
      doFn<number>()({
        process: () => undefined,
        finishBundle({ emit }) {
          // What a program without type checks can do.
          emit(1, options as { timestamp: number; window: typeof GLOBAL_WINDOW });
        },
      }),
    );
    await expect(p.run()).rejects.toThrow(message);
  });

  it("can't emit by what startBundle was given once that has ended", async () => {
    const p = newPipeline();
    p.create([1])
      .parDo(
        "Kept",
        doFn<number>()({
          setup: (): { emit(n: number): void } => ({ emit: () => undefined }),
          startBundle({ emit, resources }) {
            resources.emit = (n) => {
              emit(n, { timestamp: 0, window: GLOBAL_WINDOW });
            };
          },
          process(n, { resources }) {
            resources.emit(n);
          },
        }),
      )
      .map(async (n) => later(n));
    await expect(p.run()).rejects.toThrow("emit was called after startBundle had ended");
  });
});
