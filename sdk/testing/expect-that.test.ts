import { describe, expect, it } from "vitest";
import type { PurlinError } from "../index.ts";
import { doFn, fixedWindows, IntervalWindow, millis, MIN_TIMESTAMP, output } from "../index.ts";
import { GLOBAL_WINDOW } from "../values/window.ts";
import { expectThat, type Expectation } from "./expect-that.ts";
import { ExpectationError, ExpectationsError } from "./expectation-errors.ts";
import { expectAllRun } from "./expectations.ts";
import { testPipeline } from "./test-pipeline.ts";

/** Returns what the run of a pipeline of numbers says. */
async function outcomeOf<T>(elements: readonly T[], state: (numbers: Expectation<T>) => unknown): Promise<unknown> {
  const p = testPipeline();
  state(expectThat(p.create("Numbers", elements as readonly (T & {})[]) as never));
  return p.run().then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("expectThat", () => {
  it.each<{ name: string; state: (numbers: Expectation<number>) => unknown }>([
    { name: "the elements, in any order", state: (numbers) => numbers.containsInAnyOrder([2, 1, 2]) },
    { name: "some of them", state: (numbers) => numbers.contains([2, 2]) },
    { name: "how many there are", state: (numbers) => numbers.hasLength(3) },
    { name: "what holds for all", state: (numbers) => numbers.satisfies((all) => all.every((n) => n > 0)) },
    { name: "matchers", state: (numbers) => numbers.contains([expect.any(Number) as number]) },
    { name: "the window", state: (numbers) => numbers.inWindow(GLOBAL_WINDOW).hasLength(3) },
    { name: "times", state: (numbers) => numbers.withTimestamps().contains([[1, MIN_TIMESTAMP]]) },
    { name: "several things", state: (numbers) => numbers.hasLength(3).contains([1]).inFinalPane().hasLength(3) },
  ])("is content where they are met: $name", async ({ state }) => {
    expect(await outcomeOf([1, 2, 2], state)).toBeUndefined();
  });

  it.each<{ name: string; state: (numbers: Expectation<number>) => unknown; message: string }>([
    {
      name: "elements that are not there, and others",
      state: (numbers) => numbers.containsInAnyOrder([1, 3, 3]),
      message:
        '"Numbers" lacks 2 expected elements, and has 2 elements that nothing expects.\n  lacks        3  (2 times)\n  also has     2  (2 times)\n',
    },
    {
      name: "some that are lacking",
      state: (numbers) => numbers.contains([1, 1]),
      message: '"Numbers" lacks 1 element.\n  lacks        1\n  has          ',
    },
    {
      name: "more than one",
      state: (numbers) => numbers.singleton(1),
      message: '"Numbers" has 2 elements that nothing expects.\n  also has     2  (2 times)\n',
    },
    { name: "any", state: (numbers) => numbers.isEmpty(), message: '"Numbers" has 3 elements that nothing expects.\n' },
    {
      name: "another number of them",
      state: (numbers) => numbers.hasLength(2),
      message: '"Numbers" has 3 elements instead of 2.\n',
    },
    {
      name: "a function that returns false",
      state: (numbers) => numbers.satisfies((all) => all.length < 3),
      message: '"Numbers" doesn\'t satisfy what is expected.\n  has          ',
    },
    {
      name: "a function that rejects",
      state: (numbers) => numbers.satisfies(() => Promise.reject(new RangeError("too many"))),
      message: '"Numbers" doesn\'t satisfy what is expected.\n  because      too many\n',
    },
    {
      name: "a pane that there is not",
      state: (numbers) => numbers.inPane("on-time").hasLength(3),
      message:
        '"Numbers" in on-time panes has 0 elements instead of 3.\n  has          \n  there are only  the global window, pane unknown  (3 times)\n',
    },
  ])("fails where they are not: $name", async ({ state, message }) => {
    const error = await outcomeOf([1, 2, 2], state);
    expect(error).toBeInstanceOf(ExpectationError);
    const plain = (text: string): string => text.replaceAll(/ {2,}/g, "  ");
    expect(plain((error as Error).message)).toContain(plain(message));
    expect((error as PurlinError).facts["expected at"]).toMatch(/expect-that\.test\.ts:\d+:\d+$/);
    expect((error as PurlinError).facts.step).toMatch(/^Numbers, at .*expect-that\.test\.ts:\d+:\d+$/);
    expect((error as Error).stack?.split("\n    at ")[1]).toContain("expect-that.test.ts");
  });

  it("gives test libraries what they show the difference of, aligned", async () => {
    const error = await outcomeOf(["c", "a", "x"], (texts) => texts.containsInAnyOrder(["a", "b", "c"]));
    expect(error).toMatchObject({ actual: ["a", "x", "c"], expected: ["a", "b", "c"] });
    expect(Object.keys(error as object)).toEqual([]);
  });

  it("tells of all that are not met", async () => {
    const error = await outcomeOf([1], (numbers) => numbers.isEmpty().hasLength(1).singleton(2));
    expect(error).toBeInstanceOf(ExpectationsError);
    expect((error as ExpectationsError).errors).toHaveLength(2);
    expect((error as ExpectationsError).message).toMatch(
      /^2 expectations are not met\.\n {2}\(1\) {2}"Numbers" has 1 element that nothing expects\.\n[^]*\n {2}\(2\) {2}"Numbers" lacks 1 expected/,
    );
    expect(error).toMatchObject({ actual: { "(1)": [1], "(2)": [1] }, expected: { "(1)": [], "(2)": [2] } });
  });

  it("looks into windows and panes, and says where the elements are", async () => {
    const p = testPipeline();
    const grouped = p
      .create([
        ["k", 1],
        ["k", 2],
        ["k", 12],
      ])
      .withTimestamps(([, time]) => time)
      .window(fixedWindows(millis(10)))
      .groupByKey()
      .map("Sizes", ([, group]) => [...group].length);
    expectThat(grouped).inWindow(new IntervalWindow(0, 10)).inPane("on-time").singleton(2);
    expectThat(grouped).inWindow(new IntervalWindow(10, 20)).inFinalPane().withTimestamps().singleton([1, 19]);
    expectThat(grouped).satisfies((_, windowed) => {
      expect(windowed.map(({ value, window }) => [value, window.maxTimestamp]).sort()).toEqual([
        [1, 19],
        [2, 9],
      ]);
    });
    expectThat(grouped, "the sizes").inWindow(new IntervalWindow(20, 30)).singleton(1);
    await expect(p.run()).rejects.toThrow(
      "the sizes in [1970-01-01T00:00:00.020Z, 1970-01-01T00:00:00.030Z) lacks 1 expected element.\n" +
        "  lacks           1\n" +
        "  there are only  [1970-01-01T00:00:00.000Z, 1970-01-01T00:00:00.010Z), pane on-time\n" +
        "                  [1970-01-01T00:00:00.010Z, 1970-01-01T00:00:00.020Z), pane on-time\n",
    );
  });

  it("names tagged outputs, and the outermost step", async () => {
    const p = testPipeline();
    const split = doFn<number, number>()({
      outputs: { odd: output<number>() },
      process: (n, { emit, emitTo }) => {
        if (n % 2 === 0) emit(n);
        else emitTo("odd", n);
      },
    });
    const { odd } = p.create([1, 2]).parDo("Split", split);
    const doubled = p.apply("Outer", (root) => root.create([1]).map((n) => n * 2));
    expectThat(odd).isEmpty();
    expectThat(doubled).isEmpty();
    await expect(p.run()).rejects.toThrow(/"Split\.odd" has 1 element[^]*"Outer" has 1 element/);
  });

  it("works within a composite, and sees each run alone", async () => {
    const p = testPipeline();
    p.apply("Inside", (root) => {
      const numbers = root.create([1, 2]);
      expectThat(numbers).hasLength(2);
      return numbers;
    });
    await p.run();
    await p.run();
  });

  it("leaves the error of a job that fails as it is", async () => {
    const p = testPipeline();
    const failing = p.create([1]).map("Fail", (): number => {
      throw new RangeError("as it is");
    });
    expectThat(failing).isEmpty();
    await expect(p.run()).rejects.toMatchObject({ name: "UserFunctionError" });
  });

  it("rejects again when the end of the job is asked for again", async () => {
    const p = testPipeline();
    expectThat(p.create([1])).isEmpty();
    const job = await p.start();
    await expect(job.waitUntilFinish()).rejects.toThrow(ExpectationError);
    await expect(job.waitUntilFinish()).rejects.toThrow(ExpectationError);
    expect(job.state).toBe("done");
  });
});

describe("expectAllRun", () => {
  it("tells once of a pipeline that was never run, and where that is", () => {
    expectThat(testPipeline().create([1]))
      .hasLength(1)
      .contains([1]);
    expect(expectAllRun).toThrow(
      /^A pipeline with expectations was never run, [^]*expected at .*expect-that\.test\.ts:\d+:\d+\n.*expect-that\.test\.ts:\d+:\d+\nDo this: end the test with {2}await p\.run\(\)$/,
    );
    expect(expectAllRun).not.toThrow();
  });

  it("is content with pipelines that were run, well or not, or that expect nothing", async () => {
    const p = testPipeline();
    expectThat(p.create([1])).isEmpty();
    await expect(p.run()).rejects.toThrow();
    expectThat(testPipeline().create([1]));
    expect(expectAllRun).not.toThrow();
  });
});
