import { setImmediate, setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { onABusyMachine } from "../../../test/on-a-busy-machine.ts";
import { keep, valuesOf } from "../../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import { doFn, Pipeline, seconds, type AsyncOptions } from "../../index.ts";

expectNoUnhandledRejection();

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Calls that wait until they are let go, and what has been seen of them. */
class Gates {
  readonly begun: number[] = [];
  readonly #open = new Map<number, () => void>();

  /** The call for `n`: it waits. */
  async pass(n: number): Promise<number> {
    this.begun.push(n);
    await new Promise<void>((resolve) => this.#open.set(n, resolve));
    return n;
  }

  open(...calls: readonly number[]): void {
    for (const n of calls) this.#open.get(n)?.();
  }

  /** Waits until that many calls have begun, and a while longer for more that should not. */
  async began(count: number): Promise<void> {
    while (this.begun.length < count) await setImmediate();
    for (let i = 0; i < 20; i++) await setImmediate();
  }

  /** Lets all calls go, also those that are to come, until `run` ends. */
  async finish(run: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const ended = run.finally(() => {
      over.abort();
    });
    while (!over.signal.aborted) {
      this.open(...this.begun);
      await setImmediate();
    }
    await ended;
  }
}

describe("a step with a concurrency", () => {
  it("makes 100 calls of 50 ms each, 50 at a time, in about 100 ms", async () => {
    const took = async (): Promise<number> => {
      const p = newPipeline();
      p.create(numbers(100)).map(async (n) => setTimeout(50, n), { concurrency: 50 });
      const begin = performance.now();
      await p.run();
      return performance.now() - begin;
    };
    await took(); // What is loaded at first use.
    // One at a time they would take 5 s.
    expect(await took()).toBeLessThan(Math.min(4_000, onABusyMachine(500)));
  });

  it.each<AsyncOptions>([{ concurrency: 3 }, { concurrency: 3, ordered: false }])(
    "has that many calls under way and no more: %o",
    async (options) => {
      const p = newPipeline();
      const gates = new Gates();
      p.create(numbers(10)).map((n) => gates.pass(n), options);
      const run = p.run();
      await gates.began(3);
      expect(gates.begun).toEqual([0, 1, 2]);
      gates.open(0);
      await gates.began(4);
      expect(gates.begun).toEqual([0, 1, 2, 3]);
      await gates.finish(run);
      expect(gates.begun).toEqual(numbers(10));
    },
  );

  it("passes results on in the order of the elements", async () => {
    const p = newPipeline();
    const gates = new Gates();
    const kept = keep(p.create(numbers(4)).map((n) => gates.pass(n), { concurrency: 4 }));
    const run = p.run();
    await gates.began(4);
    gates.open(1, 2);
    await gates.began(4);
    expect(valuesOf(kept)).toEqual([]);
    gates.open(0);
    await gates.began(4);
    expect(valuesOf(kept)).toEqual([0, 1, 2]);
    await gates.finish(run);
    expect(valuesOf(kept)).toEqual([0, 1, 2, 3]);
  });

  it("passes results on as they come where no order is asked for", async () => {
    const p = newPipeline();
    const gates = new Gates();
    const kept = keep(p.create(numbers(4)).map((n) => gates.pass(n), { concurrency: 4, ordered: false }));
    const run = p.run();
    await gates.began(4);
    gates.open(2);
    await gates.began(4);
    gates.open(1);
    await gates.began(4);
    expect(valuesOf(kept)).toEqual([2, 1]);
    await gates.finish(run);
    expect(valuesOf(kept)).toEqual([2, 1, 0, 3]);
  });

  it("lets only so many results wait for an earlier one", async () => {
    const p = newPipeline();
    const gates = new Gates();
    p.create(numbers(20)).map((n) => gates.pass(n), { concurrency: 3 });
    const run = p.run();
    for (let n = 1; n < 5; n++) {
      await gates.began(Math.min(n + 2, 5));
      gates.open(n);
    }
    await gates.began(5);
    expect(gates.begun).toEqual([0, 1, 2, 3, 4]);
    await gates.finish(run);
  });

  it.each<AsyncOptions>([{ concurrency: 3 }, { concurrency: 3, ordered: false }])(
    "has its source wait while it is full: %o",
    async (options) => {
      const p = newPipeline();
      const gates = new Gates();
      let read = 0;
      p.create([1000])
        .flatMap(function* (count) {
          for (let n = 0; n < count; n++) {
            read++;
            yield n;
          }
        })
        .map((n) => gates.pass(n), options);
      const run = p.run();
      await gates.began(3);
      // One has been read, and waits in line.
      expect(read).toBe(4);
      await gates.finish(run);
      expect(gates.begun).toHaveLength(1000);
    },
  );

  it("ends no bundle before its calls have ended: finishBundle comes after them", async () => {
    const p = newPipeline();
    const events: string[] = [];
    const log = doFn<number>()({
      async process(n, { emit }) {
        await setImmediate();
        events.push(`end ${String(n)}`);
        emit(n);
      },
      finishBundle() {
        events.push("finish");
      },
    });
    p.create([0, 1])
      .parDo(log, { concurrency: 5, ordered: false })
      .map((n) => n);
    await p.run();
    expect(events).toEqual(["end 0", "end 1", "finish"]);
  });

  it("gives each call a context of its own", async () => {
    const p = newPipeline();
    const seen: [number, number][] = [];
    p.create(numbers(5))
      .withTimestamps((n) => n * 10)
      .map(
        async (n, context) => {
          await setTimeout(5 - n);
          seen.push([n, context.timestamp]);
          return n;
        },
        { concurrency: 5, ordered: false },
      );
    await p.run();
    expect(new Map(seen)).toEqual(new Map(numbers(5).map((n) => [n, n * 10])));
  });

  it("takes results at once where its function is synchronous", async () => {
    const p = newPipeline();
    const kept = keep(p.create(numbers(5)).map((n) => (n % 2 === 0 ? n : Promise.resolve(n)), { concurrency: 2 }));
    await p.run();
    expect(valuesOf(kept)).toEqual(numbers(5));
  });

  it("passes on once, and in order, what comes at once while others are passed on to a slower step", async () => {
    const p = newPipeline();
    // It waits for nothing, so that most elements are in line.
    const count = doFn<number>()({
      process(until, { emit }) {
        for (let n = 0; n < until; n++) emit(n);
      },
    });
    const kept = keep(
      p
        .create([30])
        .parDo(count)
        .map((n) => (n % 3 === 0 ? setImmediate(n) : n), { concurrency: 1, timeout: seconds(60) })
        .map(async (n) => setImmediate(n)),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual(numbers(30));
  });

  it.each<AsyncOptions>([{ concurrency: 2 }, { concurrency: 2, ordered: false }])(
    "fails at once where a call fails while others never settle: %o",
    async (options) => {
      const p = newPipeline();
      p.create(numbers(10)).map(
        "S",
        async (n) => {
          if (n === 0) await new Promise(() => undefined);
          await setImmediate();
          throw new RangeError(`not ${String(n)}`);
        },
        options,
      );
      await expect(p.run()).rejects.toThrow('The function of step "S" failed: RangeError: not 1');
    },
  );

  it("tells of the step below that has failed, not of itself", async () => {
    const p = newPipeline();
    p.create(numbers(10))
      .map("Above", async (n) => setImmediate(n), { concurrency: 3, ordered: false })
      .map("Below", (n) => {
        if (n > 3) throw new RangeError("too big");
        return n;
      });
    await expect(p.run()).rejects.toThrow('The function of step "Below" failed: RangeError: too big');
  });

  it("is named when its calls never settle, and nothing keeps the process alive", async () => {
    const p = newPipeline();
    p.create([1]).map("S", () => new Promise<number>(() => undefined), { concurrency: 3 });
    const job = await p.start();
    await setImmediate();
    (job as unknown as { failUnsettled(): void }).failUnsettled();
    await expect(job.waitUntilFinish()).rejects.toThrow("steps that wait  S");
  });

  it("ends by cancellation while calls never settle", async () => {
    const p = newPipeline();
    let aborted: unknown;
    p.create(numbers(5)).map(
      (_, { signal }) =>
        new Promise<number>(() => {
          signal.addEventListener("abort", () => {
            aborted = signal.reason;
          });
        }),
      { concurrency: 2 },
    );
    const job = await p.start();
    await setImmediate();
    await job.cancel();
    expect(job.state).toBe("cancelled");
    expect(String(aborted)).toContain("cancelled");
  });
});
