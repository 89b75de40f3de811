import { setTimeout } from "node:timers/promises";
import { doFn, fixedWindows, millis, output } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Steps whose calls are concurrent, limited or repeated. */
export const asyncOptionCases: readonly ConformanceCase[] = [
  {
    name: "concurrent calls of every element-wise step give what one after the other gives",
    build: (p) => ({
      ordered: p
        .create([1, 2, 3, 4, 5, 6])
        .map(async (n) => setTimeout(7 - n, n * 2), { concurrency: 4 })
        .filter(async (n) => setTimeout(n % 3, n > 2), { concurrency: 3 })
        .flatMap(async (n) => setTimeout(n % 2, [n, n + 1]), { concurrency: 2 })
        .keyBy(async (n) => setTimeout(1, n % 2), { concurrency: 9 })
        .mapValues(async (n) => setTimeout(2, -n), { concurrency: 9 })
        .groupByKey()
        .mapValues((values) => [...values].sort((a, b) => a - b)),
      unordered: p
        .create("Others", [1, 2, 3, 4])
        .map("Slowly", async (n) => setTimeout(5 - n, n * 10), { concurrency: 4, ordered: false })
        .reshuffle()
        .map(async (n) => setTimeout(1, n + 1), { concurrency: 2, ordered: false }),
    }),
    expected: {
      ordered: [
        [0, [-12, -10, -8, -6, -4]],
        [1, [-13, -11, -9, -7, -5]],
      ],
      unordered: [11, 21, 31, 41],
    },
  },
  {
    name: "concurrent calls keep the time and the window of their elements",
    build: (p) => ({
      out: p
        .create([1, 2, 3, 4])
        .withTimestamps(async (n) => setTimeout(5 - n, n), { concurrency: 4, ordered: false })
        .window(fixedWindows(millis(2)))
        .map(
          async (n, context) => {
            await setTimeout(5 - n);
            return [n, context.timestamp, context.window.maxTimestamp];
          },
          { concurrency: 3 },
        ),
    }),
    expected: {
      out: [
        [1, 1, 1],
        [2, 2, 3],
        [3, 3, 3],
        [4, 4, 5],
      ],
    },
  },
  {
    name: "a concurrent DoFn emits to all of its outputs, and ends its bundles after its calls",
    build: (p) => {
      const fn = doFn<number>()({
        outputs: { late: output<string>() },
        async process(n, { emit, emitTo, metrics }) {
          emit(n);
          await setTimeout(4 - n);
          emit(n * 10);
          emitTo("late", `late ${String(n)}`);
          metrics.counter("processed").inc();
        },
        finishBundle({ metrics }) {
          metrics.counter("finished").inc(0);
        },
      });
      const { output: main, late } = p.create([1, 2, 3]).parDo(fn, { concurrency: 3 });
      return { main, late };
    },
    expected: { main: [1, 10, 2, 20, 3, 30], late: ["late 1", "late 2", "late 3"] },
    counters: { processed: 3 },
  },
  {
    name: "calls that fail or take too long are repeated, and give nothing twice",
    build: (p) => {
      const failed = new Set<number>();
      const isFirst = (n: number): boolean => failed.size < failed.add(n).size;
      const emitting = doFn<number>()({
        async process(n, { emit, signal }) {
          emit(n);
          if (isFirst(n)) {
            await new Promise((resolve) => {
              signal.addEventListener("abort", resolve);
            });
          }
          emit(-n);
        },
      });
      return {
        mapped: p.create([1, 2]).map(
          async (n) => {
            await setTimeout(1);
            if (isFirst(n)) throw new Error("again");
            return n;
          },
          { retry: { attempts: 2, backoff: millis(1) } },
        ),
        emitted: p
          .create("Others", [11, 12])
          .parDo(emitting, { timeout: millis(100), retry: { attempts: 3, backoff: millis(1) } }),
      };
    },
    expected: { mapped: [1, 2], emitted: [11, -11, 12, -12] },
  },
];
