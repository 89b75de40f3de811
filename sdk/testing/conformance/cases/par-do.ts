import { setImmediate } from "node:timers/promises";
import { doFn, GLOBAL_WINDOW, output } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Doubles numbers, and sends what is none elsewhere. */
const parse = doFn<string, number>()({
  outputs: { rejected: output<string>(), empty: output<null>() },
  process(text, { emit, emitTo }) {
    if (text === "") emitTo("empty", null);
    else if (Number.isNaN(Number(text))) emitTo("rejected", text);
    else emit(Number(text));
  },
});

/** Emits a number as often as it says. */
const repeat = doFn<number>()({
  process(n, { emit }) {
    for (let i = 0; i < n; i++) emit(n);
  },
});

/** Emits the sum of each bundle that has elements at its end, by way of resources that setup makes. */
const bundleSums = doFn<number, string>()({
  setup: async ({ step }) => {
    await setImmediate();
    return { step: step.split("/").at(-1), total: 0, count: 0 };
  },
  startBundle({ resources, metrics }) {
    resources.total = 0;
    resources.count = 0;
    metrics.counter("bundles").inc(0);
  },
  process(n, { resources }) {
    resources.total += n;
    resources.count++;
  },
  async finishBundle({ resources, emit }) {
    await setImmediate();
    // Runners may process bundles without elements.
    if (resources.count === 0) return;
    emit(`${resources.step}: ${String(resources.total)}`, { timestamp: 7, window: GLOBAL_WINDOW });
  },
});

/** DoFns: their outputs and their life cycle. */
export const parDoCases: readonly ConformanceCase[] = [
  {
    name: "a DoFn emits to its main and its tagged outputs",
    build: (p) => {
      const { output: numbers, rejected, empty } = p.create(["1", "x", "", "2"]).parDo("Parse", parse);
      return { numbers, rejected, empty };
    },
    expected: { numbers: [1, 2], rejected: ["x"], empty: [null] },
  },
  {
    name: "an output that nothing takes is dropped",
    build: (p) => ({ rejected: p.create(["1", "x"]).parDo(parse).rejected }),
    expected: { rejected: ["x"] },
  },
  {
    name: "a DoFn emits any number of elements for one",
    build: (p) => ({
      out: p.create([0, 1, 3]).parDo(repeat),
    }),
    expected: { out: [1, 3, 3, 3] },
  },
  {
    name: "setup, startBundle, process and finishBundle share resources, and finishBundle emits",
    build: (p) => ({
      // One element, so that there is one bundle whatever the runner.
      out: p
        .create([21])
        .parDo("Sums", bundleSums)
        .map((text, { timestamp }) => [text, timestamp]),
    }),
    expected: { out: [["Sums: 21", 7]] },
  },
];
