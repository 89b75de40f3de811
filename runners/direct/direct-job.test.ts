import { setImmediate, setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onABusyMachine } from "../../test/on-a-busy-machine.ts";
import { doFn, flatten, Pipeline, type Job } from "../../sdk/index.ts";

const unhandled: unknown[] = [];
const warnings: string[] = [];
const noteUnhandled = (reason: unknown): void => {
  unhandled.push(reason);
};
const noteWarning = ({ name }: Error): void => {
  warnings.push(name);
};
beforeAll(() => {
  process.on("unhandledRejection", noteUnhandled);
  process.on("warning", noteWarning);
});
afterAll(async () => {
  await setTimeout(20);
  process.off("unhandledRejection", noteUnhandled);
  process.off("warning", noteWarning);
  expect(unhandled).toEqual([]);
});

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

/** A DoFn that notes its teardown. */
function noting(events: string[], name: string) {
  return doFn<number>()({
    setup: () => name,
    process(n, { emit }) {
      emit(n);
    },
    teardown: (resources, { hasJobFailed }) => {
      events.push(`${resources} ${hasJobFailed ? "failed" : "ended well"}`);
    },
  });
}

/** Waits until something has happened, or fails. */
async function until(what: string, hasHappened: () => boolean): Promise<void> {
  const begin = performance.now();
  while (performance.now() - begin < 5_000) {
    if (hasHappened()) return;
    await setImmediate();
  }
  throw new Error(`It has not happened: ${what}.`);
}

async function cancelled(job: Job): Promise<unknown> {
  const begin = performance.now();
  await job.cancel();
  expect(performance.now() - begin).toBeLessThan(onABusyMachine(1_000));
  expect(job.state).toBe("cancelled");
  return job.waitUntilFinish().catch((error: unknown) => error);
}

describe("the end of a job", () => {
  it("tears each step down once, told that the job has ended well", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([1, 2]).parDo("A", noting(events, "A")).reshuffle().parDo("B", noting(events, "B"));
    await p.run();
    expect(events.toSorted()).toEqual(["A ended well", "B ended well"]);
  });

  it("tears each step that was set up down once, told that the job has failed", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([1])
      .parDo("A", noting(events, "A"))
      .reshuffle()
      .parDo("B", noting(events, "B"))
      .map("Fails", () => {
        throw new Error("on purpose");
      })
      .reshuffle()
      .map(Number)
      .parDo("Never", noting(events, "Never"));
    await expect(p.run()).rejects.toThrow("on purpose");
    expect(events.toSorted()).toEqual(["A failed", "B failed"]);
  });

  it("tears down the steps that were set up before one that can't be", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([1])
      .parDo("A", noting(events, "A"))
      .parDo(
        "B",
        doFn<number>()({
          setup: () => Promise.reject(new Error("no connection")),
          process: () => undefined,
          teardown: () => {
            events.push("B");
          },
        }),
      );
    await expect(p.run()).rejects.toThrow('setup of step "B" failed: Error: no connection');
    expect(events).toEqual(["A failed"]);
  });

  it("fails when a teardown throws, and tears the others down all the same", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([1])
      .parDo("A", noting(events, "A"))
      .parDo(
        "Throws",
        doFn<number>()({
          process(n, { emit }) {
            emit(n);
          },
          teardown: () => {
            throw new Error("can't close");
          },
        }),
      )
      .parDo("B", noting(events, "B"));
    await expect(p.run()).rejects.toThrow('teardown of step "Throws" failed: Error: can\'t close');
    expect(events.toSorted()).toEqual(["A ended well", "B ended well"]);
  });

  it("tells the first error of a failed job, not one of a teardown, and does not wait for one that hangs", async () => {
    const p = newPipeline();
    const events: string[] = [];
    const ending = (teardown: () => Promise<void>) =>
      doFn<number>()({
        process(n, { emit }) {
          emit(n);
        },
        teardown,
      });
    p.create([1])
      .parDo(
        "Hangs",
        ending(() => new Promise<void>(() => undefined)),
      )
      .parDo(
        "Throws",
        ending(() => Promise.reject(new Error("can't close"))),
      )
      .parDo("A", noting(events, "A"))
      .map("Fails", () => {
        throw new Error("the first");
      });
    const begin = performance.now();
    await expect(p.run()).rejects.toThrow("the first");
    expect(performance.now() - begin).toBeLessThan(onABusyMachine(1_500));
    expect(events).toEqual(["A failed"]);
  });

  it("counts the metrics of all bundles", async () => {
    const p = newPipeline();
    const count = (n: number, { metrics }: { metrics: { counter(name: string): { inc(): void } } }): number => {
      metrics.counter("seen").inc();
      return n;
    };
    flatten([p.create("A", [1, 2]), p.create("B", [3]).map(async (n) => Promise.resolve(n))]).map("Count", count);
    const { metrics, state } = await p.run();
    expect(state).toBe("done");
    expect(metrics.counters()).toEqual([{ step: "Count", name: "seen", value: 3, attempted: 3, committed: 3 }]);
  });
});

describe("cancelling a job", () => {
  it("ends it while a function waits, and calls none of its functions after the teardowns", async () => {
    const p = newPipeline();
    const events: string[] = [];
    let release: (n: number) => void = () => undefined;
    p.create([1, 2, 3])
      .map("Waits", async (n) => {
        events.push(`waits for ${String(n)}`);
        return new Promise<number>((resolve) => {
          release = resolve;
        });
      })
      .parDo("After", noting(events, "After"))
      .map("Last", (n) => events.push(`last ${String(n)}`));
    const job = await p.start();
    await until("the first call", () => events.length > 0);
    expect(String(await cancelled(job))).toContain("The job was cancelled (by the program).");
    release(1);
    await setTimeout(20);
    expect(events).toEqual(["waits for 1", "After failed"]);
  });

  it("lets no function emit that was under way", async () => {
    const p = newPipeline();
    const events: string[] = [];
    let isWaiting = false;
    let release: () => void = () => undefined;
    p.create([1])
      .parDo(
        "Waits",
        doFn<number>()({
          async process(n, { emit }) {
            await new Promise<void>((resolve) => {
              release = resolve;
              isWaiting = true;
            });
            try {
              emit(n);
            } catch (error) {
              events.push(String(error));
            }
          },
        }),
      )
      .map("After", () => events.push("after"));
    const job = await p.start();
    await until("the wait", () => isWaiting);
    await cancelled(job);
    release();
    await setTimeout(20);
    expect(events).toEqual([expect.stringContaining("The job was cancelled")]);
  });

  it("waits for calls that end when they are told, before it tears their steps down", async () => {
    const p = newPipeline();
    const events: string[] = [];
    p.create([1]).parDo(
      "Polite",
      doFn<number>()({
        async process(_, { signal }) {
          events.push("begins");
          await setTimeout(60_000, undefined, { signal }).catch(() => undefined);
          await setTimeout(20);
          events.push("ends");
        },
        teardown: () => {
          events.push("torn down");
        },
      }),
    );
    const job = await p.start();
    await until("the call", () => events.length > 0);
    await cancelled(job);
    expect(events).toEqual(["begins", "ends", "torn down"]);
  });

  it("closes what a setup opens that ends only afterwards", async () => {
    const p = newPipeline();
    const events: string[] = [];
    let connect: (connection: string) => void = () => undefined;
    p.create([1]).parDo(
      doFn<number>()({
        setup: () =>
          new Promise<string>((resolve) => {
            connect = resolve;
            events.push("connecting");
          }),
        process: () => undefined,
        teardown: (connection) => {
          events.push(`closed ${connection}`);
        },
      }),
    );
    const job = await p.start();
    await until("the setup", () => events.length > 0);
    await cancelled(job);
    connect("c1");
    await setImmediate();
    expect(events).toEqual(["connecting", "closed c1"]);
  });

  it.each([
    {
      what: "elements of a buffer",
      build: (p: Pipeline, work: () => void) => p.create(counting(3_000_000)).reshuffle().map("Work", work),
    },
    {
      what: "the elements of one long flatMap",
      build: (p: Pipeline, work: () => void) =>
        p
          .create([3_000_000])
          .flatMap((n) => counting(n))
          .map("Work", work),
    },
    {
      what: "a long created collection",
      build: (p: Pipeline, work: () => void) => p.create(counting(3_000_000)).map("Work", work),
    },
  ])("ends it while the input loop is busy with $what", async ({ build }) => {
    const p = newPipeline();
    let worked = 0;
    build(p, () => {
      for (const end = performance.now() + 0.01; performance.now() < end;);
      worked++;
      return null;
    });
    const job = await p.start();
    await until("some work", () => worked > 0);
    await cancelled(job);
    expect(worked).toBeLessThan(3_000_000);
    const before = worked;
    await setTimeout(50);
    expect(worked).toBe(before);
  });

  it("ends it while its teardown hangs", async () => {
    const p = newPipeline();
    let isTearingDown = false;
    p.create([1]).parDo(
      doFn<number>()({
        process: () => undefined,
        teardown: () => {
          isTearingDown = true;
          return new Promise<void>(() => undefined);
        },
      }),
    );
    const job = await p.start();
    await until("the teardown", () => isTearingDown);
    await cancelled(job);
  });

  it("changes nothing once it has ended", async () => {
    const p = newPipeline();
    p.create([1]).map((n) => n);
    const job = await p.start();
    await job.waitUntilFinish();
    await job.cancel();
    expect(job.state).toBe("done");
    await expect(job.waitUntilFinish()).resolves.toMatchObject({ state: "done" });
  });
});

describe("jobs in one process", () => {
  it("run side by side, many stages at a time, without a warning of Node", async () => {
    const jobs = Array.from({ length: 15 }, async (_, i) => {
      const p = newPipeline();
      const seen: number[] = [];
      const roots = Array.from({ length: 15 }, (__, j) =>
        p.create(`Root${String(j)}`, [i * 100 + j]).map(async (n) => {
          await setTimeout(1);
          return n;
        }),
      );
      flatten(roots).map("Keep", (n) => seen.push(n));
      await p.run();
      return seen.length;
    });
    expect(await Promise.all(jobs)).toEqual(Array.from({ length: 15 }, () => 15));
    expect(warnings).toEqual([]);
  });

  it("leave no listener behind", async () => {
    const count = (): number[] => ["SIGINT", "SIGTERM", "beforeExit"].map((event) => process.listenerCount(event));
    const before = count();
    const p = newPipeline();
    p.create([1]);
    await p.run();
    const failing = newPipeline();
    failing.create([1]).map(() => {
      throw new Error("on purpose");
    });
    await failing.run().catch(() => undefined);
    expect(count()).toEqual(before);
  });

  it("end in a time that grows as their parallel branches do", { timeout: 60_000 }, async () => {
    const run = async (branches: number): Promise<number> => {
      const p = newPipeline();
      const created = p.create([1]);
      for (let i = 0; i < branches; i++) created.reshuffle().map((n) => n);
      await p.toProto();
      const begin = process.cpuUsage();
      await p.run();
      return process.cpuUsage(begin).user;
    };
    await run(250);
    // The best of three: of the processor's time, which others make no longer than the caches that they empty do.
    const best = async (branches: number): Promise<number> =>
      Math.min(await run(branches), await run(branches), await run(branches));
    const [small, large] = [await best(250), await best(2_000)];
    // Eight times as many: quadratic work would take 64 times as long.
    expect(large / small).toBeLessThan(24);
  });
});

function* counting(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}
