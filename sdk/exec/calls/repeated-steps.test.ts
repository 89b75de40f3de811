import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import { doFn, millis, output, Pipeline, type AsyncOptions, type PCollection } from "../../index.ts";
import { UserFunctionError } from "../user-function-error.ts";
import { CallTimeoutError } from "./call-errors.ts";

expectNoUnhandledRejection();

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });
const retry = { attempts: 3, backoff: millis(0) };

/** Fails twice for each element, then succeeds. */
function twice(): (n: number) => number {
  const calls = new Map<number, number>();
  return (n) => {
    const count = (calls.get(n) ?? 0) + 1;
    calls.set(n, count);
    if (count <= 2) throw new RangeError(`attempt ${String(count)}`);
    return n;
  };
}

type Apply = (input: PCollection<number>, options: AsyncOptions) => PCollection<unknown>;

const steps: readonly { readonly name: string; readonly apply: Apply; readonly gives: readonly unknown[] }[] = [
  { name: "map", apply: (input, options) => input.map(later(twice()), options), gives: [1, 2] },
  { name: "a synchronous map", apply: (input, options) => input.map(twice(), options), gives: [1, 2] },
  {
    name: "filter",
    apply: (input, options) => {
      const fn = twice();
      return input.filter((n) => fn(n) === 1, options);
    },
    gives: [1],
  },
  {
    name: "keyBy",
    apply: (input, options) => input.keyBy(later(twice()), options),
    gives: [
      [1, 1],
      [2, 2],
    ],
  },
  {
    name: "mapValues",
    apply: (input, options) => input.keyBy((n) => -n).mapValues(later(twice()), options),
    gives: [
      [-1, 1],
      [-2, 2],
    ],
  },
  {
    name: "withTimestamps",
    apply: (input, options) => {
      const fn = twice();
      return input.withTimestamps((n) => fn(n) * 10, options).map((n, { timestamp }) => [n, timestamp]);
    },
    gives: [
      [1, 10],
      [2, 20],
    ],
  },
  {
    name: "a flatMap that returns an array",
    apply: (input, options) => {
      const fn = twice();
      return input.flatMap((n) => [n, fn(n)], options);
    },
    gives: [1, 1, 2, 2],
  },
  {
    name: "a generator",
    apply: (input, options) => {
      const fn = twice();
      return input.flatMap(function* (n) {
        yield n;
        yield fn(n);
      }, options);
    },
    gives: [1, 1, 2, 2],
  },
  {
    name: "an asynchronous generator",
    apply: (input, options) => {
      const fn = twice();
      return input.flatMap(async function* (n) {
        yield n;
        await setImmediate();
        yield fn(n);
      }, options);
    },
    gives: [1, 1, 2, 2],
  },
  {
    name: "a promise of an iterable",
    apply: (input, options) => {
      const fn = later(twice());
      return input.flatMap(async (n) => new Set([await fn(n), -n]), options);
    },
    gives: [1, -1, 2, -2],
  },
  {
    name: "a DoFn",
    apply: (input, options) => {
      const fn = twice();
      const emitting = doFn<number>()({
        async process(n, { emit }) {
          emit(n * 10);
          await setImmediate();
          emit(fn(n));
        },
      });
      return input.parDo(emitting, options);
    },
    gives: [10, 1, 20, 2],
  },
];

function later(fn: (n: number) => number): (n: number) => Promise<number> {
  return async (n) => {
    await setImmediate();
    return fn(n);
  };
}

describe("a step that is repeated", () => {
  it.each(steps)("gives what the attempt that succeeds gives, and nothing of the others: $name", async (step) => {
    for (const options of [{ retry }, { retry, concurrency: 5 }]) {
      const p = newPipeline();
      const kept = keep(step.apply(p.create([1, 2]), options));
      await p.run();
      expect(valuesOf(kept)).toEqual(step.gives);
    }
  });

  it("tells how often it has tried", async () => {
    const p = newPipeline();
    p.create([7]).map("S", later(twice()), { retry: { attempts: 2, backoff: millis(1) } });
    const error: unknown = await p.run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserFunctionError);
    expect((error as UserFunctionError).message.split("\n").slice(0, 4)).toEqual([
      'The function of step "S" failed: RangeError: attempt 2',
      "  element       7",
      "  attempts      2",
      expect.stringContaining("step made at"),
    ]);
  });

  it("tells of a call that has taken too long, by step and element", async () => {
    const p = newPipeline();
    p.create([7]).map("S", () => new Promise<number>(() => undefined), { timeout: millis(5) });
    const error: unknown = await p.run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PURLIN_TIMEOUT", step: "S", cause: expect.any(CallTimeoutError) as unknown });
    expect((error as Error).message).toContain("It was not done within 5 ms.\n  element       7");
  });

  it("drops what an attempt emits that has taken too long", async () => {
    const p = newPipeline();
    let calls = 0;
    let isLate = false;
    const fn = doFn<number>()({
      outputs: { side: output<number>() },
      async process(n, { emit, emitTo, signal }) {
        if (++calls === 2) {
          emit(n);
          emitTo("side", n);
          while (!isLate) await setImmediate();
          return;
        }
        emit(-1);
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve);
        });
        emit(-2);
        emitTo("side", -2);
        isLate = true;
      },
    });
    const outputs = p.create([5]).parDo(fn, { timeout: millis(20), retry });
    const [kept, side] = [keep(outputs.output, "Main"), keep(outputs.side, "Side")];
    await p.run();
    expect([valuesOf(kept), valuesOf(side)]).toEqual([[5], [5]]);
  });

  it("is not repeated for what a step below throws", async () => {
    const p = newPipeline();
    const seen: number[] = [];
    const fn = doFn<number>()({
      process(n, { emit }) {
        seen.push(n);
        emit(n);
      },
    });
    p.create([1])
      .parDo(fn, { retry })
      .map("Below", () => {
        throw new RangeError("no");
      });
    await expect(p.run()).rejects.toThrow('The function of step "Below" failed: RangeError: no');
    expect(seen).toEqual([1]);
  });
});
