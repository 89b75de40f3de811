import { describe, expect, it } from "vitest";
import { doFn, fixedWindows, millis, Pipeline, UnknownOptionError, type PCollection } from "../index.ts";

const pass = doFn<number>()({
  process(n, { emit }) {
    emit(n);
  },
});
const same = (x: unknown): unknown => x;

/** Calls a method as a program without types does. */
function call(on: PCollection<unknown>, method: string, ...args: unknown[]): unknown {
  const methods = on as unknown as Record<string, (...args: unknown[]) => unknown>;
  return methods[method]?.(...args);
}

const retry = { attempts: 2, backoff: millis(1) };

describe("a step", () => {
  it.each<{ method: string; taken: unknown; options: object; message: string }>([
    {
      method: "map",
      taken: same,
      options: { concurency: 5 },
      message: 'map(...) has no option "concurency"; did you mean "concurrency"?',
    },
    {
      method: "flatMap",
      taken: same,
      options: { sides: {} },
      message: 'flatMap(...) has no option "sides"; did you mean "side"?',
    },
    {
      method: "filter",
      taken: same,
      options: { retries: retry },
      message: 'filter(...) has no option "retries".',
    },
    {
      method: "tap",
      taken: same,
      options: { timeOut: millis(1) },
      message: 'tap(...) has no option "timeOut"; did you mean "timeout"?',
    },
    {
      method: "keyBy",
      taken: same,
      options: { x: 1 },
      message:
        'keyBy(...) has no option "x".\n  options  side, concurrency, ordered, timeout, retry, displayData, annotations, resourceHints\n',
    },
    {
      method: "mapValues",
      taken: same,
      options: { annotation: {} },
      message: 'mapValues(...) has no option "annotation"; did you mean "annotations"?',
    },
    {
      method: "withTimestamps",
      taken: () => 0,
      options: { order: true },
      message: 'withTimestamps(...) has no option "order"; did you mean "ordered"?',
    },
    {
      method: "parDo",
      taken: pass,
      options: { concurency: 5 },
      message: 'parDo(...) has no option "concurency"; did you mean "concurrency"?',
    },
    {
      method: "map",
      taken: same,
      options: { errorBudget: { maxErrors: 1 } },
      message: 'map(...) has no option "errorBudget".',
    },
    {
      method: "mapSafe",
      taken: same,
      options: { errorbudget: {} },
      message: 'mapSafe(...) has no option "errorbudget"; did you mean "errorBudget"?',
    },
    { method: "parDoSafe", taken: pass, options: { budget: {} }, message: 'parDoSafe(...) has no option "budget".' },
    {
      method: "mapSafe",
      taken: same,
      options: { errorBudget: { maxError: 1 } },
      message: 'mapSafe(...): errorBudget has no option "maxError"; did you mean "maxErrors"?',
    },
    {
      method: "map",
      taken: same,
      options: { retry: { ...retry, backOffMax: millis(9) } },
      message: 'map(...): retry has no option "backOffMax"; did you mean "backoff"?',
    },
    {
      method: "map",
      taken: same,
      options: { resourceHints: { minRamByte: 1 } },
      message: 'resourceHints has no option "minRamByte"; did you mean "minRamBytes"?',
    },
    {
      method: "window",
      taken: fixedWindows(millis(1)),
      options: { alowedLateness: millis(1) },
      message: 'window(...) has no option "alowedLateness"; did you mean "allowedLateness"?',
    },
    {
      method: "redistribute",
      taken: "Name",
      options: { allowDuplicate: true },
      message: 'redistribute(...) has no option "allowDuplicate"; did you mean "allowDuplicates"?',
    },
    {
      method: "apply",
      taken: same,
      options: { displaydata: {} },
      message: 'apply(...) has no option "displaydata"; did you mean "displayData"?',
    },
  ])("refuses an option that it doesn't have: $message", ({ method, taken, options, message }) => {
    const numbers = Pipeline.create({ quiet: true }).create([1]);
    const add = (): unknown => call(numbers, method, taken, options);
    expect(add).toThrow(UnknownOptionError);
    expect(add).toThrow(message);
    expect(add).toThrow(/ at +sdk\/primitives\/step-options\.test\.ts:\d+:\d+\n/);
  });

  it.each(["map", "filter", "tap", "keyBy"])("takes all that it has: %s", (method) => {
    const numbers = Pipeline.create({ quiet: true }).create([1]);
    const options = {
      side: {},
      concurrency: 2,
      ordered: false,
      timeout: millis(5),
      retry: { ...retry, maxBackoff: millis(2), when: () => true },
      displayData: { a: 1 },
      annotations: { b: "c" },
      resourceHints: { minRamBytes: 1, accelerator: "d", cpuCount: 1 },
    };
    expect(() => call(numbers, method, same, options)).not.toThrow();
  });
});
