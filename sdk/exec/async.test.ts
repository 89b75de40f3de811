import { setImmediate, setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../test/conformance/unhandled.ts";
import { doFn, fixedWindows, millis, output, Pipeline } from "../index.ts";
import { windowName } from "../testing/conformance/window-name.ts";

expectNoUnhandledRejection();

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
        emit(`b${String(n)}@${String(timestamp)}${windowName(window)}`);
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
