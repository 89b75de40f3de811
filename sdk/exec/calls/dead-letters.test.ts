import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import {
  doFn,
  fixedWindows,
  millis,
  output,
  Pipeline,
  type DeadLetter,
  type DoFn,
  type ErrorBudget,
  type PCollection,
  type SafeOptions,
  type SafeOutputs,
} from "../../index.ts";

expectNoUnhandledRejection();

/** What a program without type checks may pass. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- that is what makes it untyped
function untyped<T>(value: unknown): T {
  return value as T;
}

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

function refuseOdd(n: number): number {
  if (n % 2 === 1) throw new RangeError(`odd: ${String(n)}`);
  return n;
}

async function refuseOddLater(n: number): Promise<number> {
  await setImmediate();
  return refuseOdd(n);
}

type Apply = (input: PCollection<number>, options?: SafeOptions) => SafeOutputs<number, number>;

const steps: readonly { readonly name: string; readonly apply: Apply }[] = [
  { name: "mapSafe", apply: (input, options) => input.mapSafe("S", refuseOdd, options) },
  { name: "an asynchronous mapSafe", apply: (input, options) => input.mapSafe("S", refuseOddLater, options) },
  { name: "flatMapSafe", apply: (input, options) => input.flatMapSafe("S", (n) => [refuseOdd(n)], options) },
  {
    name: "a generator that fails midway",
    apply: (input, options) =>
      input.flatMapSafe(
        "S",
        function* (n) {
          if (n % 2 === 1) yield n;
          yield refuseOdd(n);
        },
        options,
      ),
  },
  {
    name: "an asynchronous generator that fails midway",
    apply: (input, options) =>
      input.flatMapSafe(
        "S",
        async function* (n) {
          if (n % 2 === 1) yield n;
          yield await refuseOddLater(n);
        },
        options,
      ),
  },
  {
    name: "a DoFn that fails after it has emitted",
    apply: (input, options) =>
      input.parDoSafe(
        "S",
        doFn<number>()({
          process(n, { emit }) {
            if (n % 2 === 1) emit(n);
            emit(refuseOdd(n));
          },
        }),
        // A DoFn without side inputs takes none.
        { errorBudget: {}, ...(options as object) },
      ),
  },
];

describe("a step with dead letters", () => {
  it.each(steps)("passes on what it fails for, at its time and in its window: $name", async ({ apply }) => {
    const p = newPipeline();
    const input = p
      .create([1, 2, 3, 4])
      .withTimestamps((n) => n)
      .window(fixedWindows(millis(2)));
    const { output, errors } = apply(input);
    const [kept, dead] = [keep(output, "Main"), keep(errors, "Errors")];
    const { metrics } = await p.run();
    expect(kept).toEqual([
      [2, 2, "[2, 4)"],
      [4, 4, "[4, 6)"],
    ]);
    const letter = (n: number): unknown => ({
      element: n,
      error: {
        name: "RangeError",
        message: `odd: ${String(n)}`,
        stack: expect.stringContaining("refuseOdd") as unknown,
      },
      step: "S",
      timestamp: n,
      attempts: 1,
    });
    expect(dead).toEqual([
      [letter(1), 1, "[0, 2)"],
      [letter(3), 3, "[2, 4)"],
    ]);
    expect(metrics.counter("deadLetters")).toBe(2);
  });

  it.each(steps)("passes on what it still fails for after the last attempt: $name", async ({ apply }) => {
    const p = newPipeline();
    const { output, errors } = apply(p.create([1, 2, 3]), {
      concurrency: 3,
      retry: { attempts: 3, backoff: millis(0) },
    });
    const [kept, dead] = [keep(output, "Main"), keep(errors, "Errors")];
    await p.run();
    expect(valuesOf(kept)).toEqual([2]);
    expect((valuesOf(dead) as DeadLetter<number>[]).map(({ element, attempts }) => [element, attempts])).toEqual([
      [1, 3],
      [3, 3],
    ]);
  });

  it("passes on what takes too long", async () => {
    const p = newPipeline();
    const { errors } = p.create([1]).mapSafe(() => new Promise<null>(() => undefined), { timeout: millis(5) });
    const dead = keep(errors);
    await p.run();
    expect(valuesOf(dead)).toMatchObject([{ error: { name: "CallTimeoutError", code: "PURLIN_TIMEOUT" } }]);
  });

  it("passes on the results of all other outputs", async () => {
    const p = newPipeline();
    const fn = doFn<number, never>()({
      outputs: { even: output<string>() },
      process(n, { emitTo }) {
        emitTo("even", String(n));
        refuseOdd(n);
      },
    });
    const { even, errors } = p.create([1, 2]).parDoSafe(fn);
    const [kept, dead] = [keep(even, "Even"), keep(errors, "Errors")];
    await p.run();
    expect(valuesOf(kept)).toEqual(["2"]);
    expect(valuesOf(dead)).toMatchObject([{ element: 1 }]);
  });

  it.each([
    { thrown: "no", error: { name: "string", message: "no" } },
    { thrown: { reason: 5 }, error: { name: "object", message: "{ reason: 5 }" } },
    { thrown: undefined, error: { name: "undefined", message: "undefined" } },
    {
      thrown: Object.assign(new Error("gone"), { code: "ENOENT", stack: undefined }),
      error: { name: "Error", message: "gone", code: "ENOENT" },
    },
  ])("says what was thrown: $error", async ({ thrown, error }) => {
    const p = newPipeline();
    const { errors } = p.create([1]).mapSafe((): null => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- that it is none is what is tested
      throw thrown;
    });
    const dead = keep(errors);
    await p.run();
    expect(valuesOf(dead)).toMatchObject([{ error }]);
    expect(Object.keys((valuesOf(dead) as DeadLetter<number>[])[0]?.error ?? {})).toEqual(Object.keys(error));
  });

  it("has a generator fail that returns no elements", async () => {
    const p = newPipeline();
    const { errors } = p.create([1]).flatMapSafe((): string[] => "ab" as unknown as string[]);
    const dead = keep(errors);
    await p.run();
    expect(valuesOf(dead)).toMatchObject([
      { error: { message: expect.stringContaining('it returned a string, "ab"') as unknown } },
    ]);
  });

  it.each(steps)("doesn't take a failure of a step below for its own: $name", async ({ apply }) => {
    const p = newPipeline();
    apply(p.create([2])).output.map("Below", () => {
      throw new RangeError("no");
    });
    await expect(p.run()).rejects.toThrow('The function of step "Below" failed: RangeError: no');
  });

  it("has no tag of its DoFn for dead letters", () => {
    const fn = doFn<number>()({ outputs: { errors: output<string>() }, process: () => undefined });
    expect(() => newPipeline().create([1]).parDoSafe(fn)).toThrow('The DoFn declares an output "errors"');
  });

  it("is given a DoFn", () => {
    expect(() => newPipeline().create([1]).parDoSafe(untyped<DoFn<number, number>>(null))).toThrow(
      "parDoSafe(...) is missing",
    );
    expect(() => newPipeline().create([1]).parDoSafe(untyped<DoFn<number, number>>({}))).toThrow(
      "parDoSafe(...) takes a DoFn",
    );
  });
});

describe("an error budget", () => {
  const run = async (count: number, isBad: (n: number) => boolean, errorBudget: ErrorBudget): Promise<string> => {
    const p = newPipeline();
    p.create(Array.from({ length: count }, (_, i) => i)).mapSafe(
      "S",
      (n) => {
        if (isBad(n)) throw new RangeError(`bad: ${String(n)}`);
        return n;
      },
      { errorBudget },
    );
    return p.run().then(
      ({ state }) => state,
      (error: unknown) => {
        expect(error).toMatchObject({ code: "PURLIN_ERROR_BUDGET", step: "S" });
        return (error as Error).message;
      },
    );
  };

  it.each<{ name: string; count: number; isBad: (n: number) => boolean; budget: ErrorBudget; ends: string }>([
    { name: "as many errors as may be", count: 10, isBad: (n) => n < 3, budget: { maxErrors: 3 }, ends: "done" },
    { name: "one more", count: 10, isBad: (n) => n < 4, budget: { maxErrors: 3 }, ends: "4 of 4 elements (100 %)" },
    { name: "the first of none", count: 10, isBad: (n) => n === 5, budget: { maxErrors: 0 }, ends: "1 of 6 elements" },
    { name: "any share of few elements", count: 99, isBad: () => true, budget: { maxShare: 0.1 }, ends: "done" },
    {
      name: "too large a share of enough elements",
      count: 100,
      isBad: () => true,
      budget: { maxShare: 0.1 },
      ends: "100 of 100 elements (100 %)",
    },
    {
      name: "too large a share, of which no error is the last element",
      count: 10,
      isBad: (n) => n < 3,
      budget: { maxShare: 0.2, minElements: 10 },
      ends: "3 of 10 elements (30 %)",
    },
    {
      name: "the share that may be",
      count: 200,
      isBad: (n) => n % 10 === 0,
      budget: { maxShare: 0.11, maxErrors: 20, minElements: 1 },
      // The first element alone is a share of 100 %.
      ends: "1 of 1 elements (100 %)",
    },
    {
      name: "the share that may be of enough elements",
      count: 200,
      isBad: (n) => n % 10 === 9,
      budget: { maxShare: 0.1, maxErrors: 20, minElements: 50 },
      ends: "done",
    },
  ])("ends with $ends for $name", async ({ count, isBad, budget, ends }) => {
    expect(await run(count, isBad, budget)).toContain(ends);
  });

  it("is told with the last error and the element, and what may be done", async () => {
    const message = await run(10, (n) => n > 5, { maxErrors: 2, maxShare: 0.5 });
    expect(message.split("\n").filter((line) => !line.includes("step made at"))).toEqual([
      `The function of step "S" failed: ErrorBudgetError: More elements have failed than the step's error budget allows.`,
      "  failed        3 of 9 elements (33.33 %)",
      "  budget        at most 2 errors, and at most 50 % of the elements",
      "  last error    RangeError: bad: 8",
      "  element       8",
      "Do one of:",
      "  - mend what the step fails for",
      "  - allow more:  errorBudget: { maxErrors, maxShare, minElements }",
    ]);
  });

  it("is counted over all bundles of a run, and anew in the next", async () => {
    const p = newPipeline();
    p.create([1, 3]).mapSafe("S", refuseOdd, { errorBudget: { maxErrors: 2 } });
    expect((await p.run()).state).toBe("done");
    expect((await p.run()).state).toBe("done");
  });
});
