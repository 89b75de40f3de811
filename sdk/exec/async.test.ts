import { setImmediate, setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import { doFn, fixedWindows, flatten, GLOBAL_WINDOW, IntervalWindow, millis, output, Pipeline } from "../index.ts";
import { UserFunctionError } from "./user-function-error.ts";

// A promise that is rejected and that nobody takes would end a user's process: none of these tests may leave one.
const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown): void => {
  unhandled.push(reason);
};
beforeAll(() => process.on("unhandledRejection", noteUnhandled));
afterAll(async () => {
  await setImmediate();
  await setImmediate();
  process.off("unhandledRejection", noteUnhandled);
  expect(unhandled).toEqual([]);
});

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function later<T>(value: T): Promise<T> {
  await setImmediate();
  return value;
}

/** Emits the numbers from 0 on, each at its own time, without waiting. */
const countUp = doFn<number>()({
  process(until, { emit }) {
    for (let i = 0; i < until; i++) emit(i, { timestamp: i });
  },
});

describe("an asynchronous step", () => {
  it.each([0, 1, 3])("keeps the time of each element when its first promise comes at element %i", async (first) => {
    const p = newPipeline();
    const kept = keep(
      p
        .create([6])
        .withTimestamps(() => 0)
        .parDo(countUp)
        .window(fixedWindows(millis(2)))
        .map((n) => (n < first ? n : later(n))),
    );
    await p.run();
    expect(kept).toEqual([0, 1, 2, 3, 4, 5].map((n) => [n, n, `[${String(n - (n % 2))}, ${String(n - (n % 2) + 2)})`]));
  });

  it("has a context of its own for each element, also after it has awaited", async () => {
    const p = newPipeline();
    const seen: [number, number, number][] = [];
    p.create([4])
      .withTimestamps(() => 0)
      .parDo(countUp)
      .map(async (n, context) => {
        const before = context.timestamp;
        await setTimeout(3 - n);
        seen.push([n, before, context.timestamp]);
        return n;
      });
    await p.run();
    expect(seen).toEqual([0, 1, 2, 3].map((n) => [n, n, n]));
  });

  it("processes one element at a time, in order", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([3])
      .withTimestamps(() => 0)
      .parDo(countUp)
      .map(async (n) => {
        events.push(`begin ${String(n)}`);
        await setTimeout(3 - n);
        events.push(`end ${String(n)}`);
        return n;
      });
    await p.run();
    expect(events).toEqual([0, 1, 2].flatMap((n) => [`begin ${String(n)}`, `end ${String(n)}`]));
  });

  it("takes thenables that are no promises", async () => {
    const p = newPipeline();
    const kept = keep(
      p.create([1, 2]).map((n): PromiseLike<number> => {
        // The point of the test: what has a then is awaited, whoever made it.
        // eslint-disable-next-line unicorn/no-thenable
        return { then: (resolve) => Promise.resolve(n * 10).then(resolve) };
      }),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual([10, 20]);
  });

  it("keeps order through a chain of asynchronous and synchronous steps", async () => {
    const p = newPipeline();
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    const kept = keep(
      p
        .create(numbers)
        .map(async (n) => later(n))
        .flatMap((n) => [n, n])
        .filter(async () => later(true))
        .flatMap(async function* (n) {
          yield await later(n);
        })
        .map((n) => n),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual(numbers.flatMap((n) => [n, n]));
  });
});

describe("an asynchronous DoFn", () => {
  it("emits at its own element's time and window after it has awaited, whatever came between", async () => {
    const p = newPipeline();
    const emitTwice = doFn<number, string>()({
      async process(n, { emit, timestamp, window }) {
        emit(`a${String(n)}`);
        await setTimeout(2 - n);
        emit(`b${String(n)}@${String(timestamp)}${String(window)}`);
      },
    });
    const kept = keep(
      p
        .create([3])
        .withTimestamps(() => 0)
        .parDo("Count", countUp)
        .window(fixedWindows(millis(1)))
        .parDo(emitTwice),
    );
    await p.run();
    expect(kept).toEqual(
      [0, 1, 2].flatMap((n) => {
        const window = `[${String(n)}, ${String(n + 1)})`;
        return [
          [`a${String(n)}`, n, window],
          [`b${String(n)}@${String(n)}${window}`, n, window],
        ];
      }),
    );
  });

  it("waits with flush until the steps below have taken what it has emitted", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([0])
      .parDo(
        doFn<number>()({
          async process(_, { emit, flush }) {
            for (let i = 0; i < 3; i++) {
              emit(i);
              await flush();
              events.push(`flushed ${String(i)}`);
            }
          },
        }),
      )
      .map(async (n) => {
        await later(n);
        events.push(`taken ${String(n)}`);
        return n;
      });
    await p.run();
    expect(events).toEqual([0, 1, 2].flatMap((i) => [`taken ${String(i)}`, `flushed ${String(i)}`]));
  });

  it("loses nothing of what it has emitted when nobody waits for its flush", async () => {
    const p = newPipeline();
    const kept = keep(
      p
        .create([1, 2])
        .parDo(
          doFn<number>()({
            process(n, { emit, flush }) {
              emit(n);
              void flush();
            },
          }),
        )
        .map(async (n) => later(n))
        .reshuffle(),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual([1, 2]);
  });

  it("emits to tagged outputs after it has awaited", async () => {
    const p = newPipeline();
    const { output: main, odd } = p
      .create([1, 2, 3])
      .withTimestamps(Number)
      .parDo(
        doFn<number>()({
          outputs: { odd: output<number>() },
          async process(n, { emit, emitTo }) {
            await later(n);
            if (n % 2 === 1) emitTo("odd", n, { timestamp: n + 10 });
            else emit(n);
          },
        }),
      );
    const [keptMain, keptOdd] = [keep(main, "Main"), keep(odd, "Odd")];
    await p.run();
    expect(keptMain).toEqual([[2, 2, "global"]]);
    expect(keptOdd).toEqual([
      [1, 11, "global"],
      [3, 13, "global"],
    ]);
  });

  it("can't emit once its process has ended", async () => {
    const p = newPipeline();
    let emitLate: ((n: number) => void) | undefined;
    let late: unknown;
    p.create([1])
      .parDo(
        "Late",
        doFn<number>()({
          async process(n, { emit }) {
            await later(n);
            emitLate = emit;
          },
        }),
      )
      .map("After", (n) => n);
    p.create("Others", [1]).map(async () => {
      while (emitLate === undefined) await setImmediate();
      await setImmediate();
      try {
        emitLate(7);
      } catch (error) {
        late = error;
      }
      return null;
    });
    await p.run().catch(() => undefined);
    expect(String(late)).toContain('of step "Late" failed: Error: emit was called after process had ended.');
  });

  it("can't emit once its synchronous process has ended", async () => {
    const p = newPipeline();
    let emitLate: (n: number) => void = () => undefined;
    p.create([1])
      .parDo(
        "Late",
        doFn<number>()({
          process(n, { emit }) {
            emitLate = emit;
            emit(n);
          },
        }),
      )
      .map(async (n) => later(n))
      .map("Call", (n) => {
        emitLate(n);
        return n;
      });
    await expect(p.run()).rejects.toThrow("emit was called after process had ended");
  });
});

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
          setup: () => ({ emit: (() => undefined) as (n: number) => void }),
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

describe("a flatMap", () => {
  it("takes no more from a generator than the asynchronous step below has asked for", async () => {
    const p = newPipeline();
    let made = 0;
    let taken = 0;
    let ahead = 0;
    p.create([100])
      .flatMap(function* (n) {
        for (let i = 0; i < n; i++) {
          made++;
          yield i;
        }
      })
      .map(async (n) => {
        ahead = Math.max(ahead, made - taken);
        await later(n);
        taken++;
        return n;
      });
    await p.run();
    expect({ made, taken, ahead }).toEqual({ made: 100, taken: 100, ahead: 1 });
  });

  it("gives a generator the context of its own element for as long as it runs", async () => {
    const p = newPipeline();
    const kept = keep(
      p
        .create([2])
        .withTimestamps(() => 0)
        .parDo(countUp)
        .flatMap(function* (n, context) {
          yield [n, context.timestamp];
          yield [n, context.timestamp];
        })
        .map(async (pair) => later(pair)),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual([0, 0, 1, 1].map((n) => [n, n]));
  });

  it.each([
    { kind: "a generator", values: (): Iterable<number> => counting(3) },
    { kind: "an array", values: (): Iterable<number> => [0, 1, 2] },
    { kind: "a long array", values: (): Iterable<number> => Array.from({ length: 5_000 }, (_, i) => i) },
  ])("goes on synchronously where $kind has met an asynchronous step only once", async ({ values }) => {
    const p = newPipeline();
    const kept = keep(
      p
        .create([1])
        .flatMap(values)
        .map((n) => (n === 1 ? later(n) : n)),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual([...values()]);
  });

  it("ends the generator when a step below fails", async () => {
    const p = newPipeline();
    let ended = 0;
    p.create([1])
      .flatMap(function* () {
        try {
          yield* [1, 2, 3];
        } finally {
          ended++;
        }
      })
      .map(async (n) => {
        await later(n);
        if (n === 2) throw new Error("two");
        return n;
      });
    await expect(p.run()).rejects.toThrow("two");
    expect(ended).toBe(1);
  });
});

describe("a failure", () => {
  it("can't be swallowed by a try around emit, synchronous or not", async () => {
    for (const fail of [
      (): number | Promise<number> => {
        throw new Error("below");
      },
      async (): Promise<number> => {
        await setImmediate();
        throw new Error("below");
      },
    ]) {
      const p = newPipeline();
      p.create([1, 2])
        .parDo(
          "Swallows",
          doFn<number>()({
            async process(n, { emit, flush }) {
              try {
                emit(n);
                await flush();
              } catch {
                // Swallowed.
              }
            },
          }),
        )
        .map("Fails", fail);
      await expect(p.run()).rejects.toThrow('of step "Fails" failed: Error: below');
    }
  });

  it("ends the bundle soon after a step above has swallowed it", async () => {
    const p = newPipeline();
    let seen = 0;
    p.create(Array.from({ length: 100_000 }, (_, i) => i))
      .reshuffle()
      .parDo(
        doFn<number>()({
          process(n, { emit }) {
            seen++;
            try {
              emit(n);
            } catch {
              // Swallowed.
            }
          },
        }),
      )
      .map("Fails", () => {
        throw new Error("always");
      });
    await expect(p.run()).rejects.toThrow("always");
    expect(seen).toBeLessThan(10_000);
  });

  it("is the first one's, when several branches fail", async () => {
    const p = newPipeline();
    const numbers = p.create([1]);
    const slow = numbers.map("Slow", async () => {
      await setTimeout(20);
      throw new Error("slow");
    });
    const fast = numbers.map("Fast", async () => {
      await setTimeout(1);
      throw new Error("fast");
    });
    flatten([slow, fast]);
    await expect(p.run()).rejects.toThrow("fast");
  });

  it("keeps its cause, and is made once", async () => {
    const p = newPipeline();
    const cause = new Error("below");
    p.create([1])
      .parDo(
        "Above",
        doFn<number>()({
          process(n, { emit }) {
            emit(n);
          },
        }),
      )
      .map("Below", () => {
        throw cause;
      });
    const error: unknown = await p.run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserFunctionError);
    expect(error).toMatchObject({ step: "Below", cause });
  });
});

function* counting(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}
