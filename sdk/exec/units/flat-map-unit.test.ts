import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import { doFn, Pipeline } from "../../index.ts";

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

function* counting(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}
