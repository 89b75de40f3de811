import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../test/conformance/keep.ts";
import {
  CoderAlreadySetError,
  doFn,
  fixedWindows,
  flatten,
  globalWindows,
  hours,
  IncompatibleWindowsError,
  minutes,
  output,
  Pipeline,
  schema,
  stringUtf8Coder,
  PCollection,
} from "../index.ts";

const here = String.raw`sdk/primitives/primitives\.test\.ts:\d+:\d+`;

function words(): PCollection<string> {
  return Pipeline.create({ quiet: true }).create(["to", "be", "or"]);
}

/** A method as a program without types calls it. */
function untyped(target: object, method: string, ...args: unknown[]): () => unknown {
  return () => (Reflect.get(target, method) as (...args: unknown[]) => unknown).apply(target, args);
}

const createMessage =
  "create takes an iterable of elements, such as an array, an async iterable, or a function of these.";

describe("a chain method of a program without types", () => {
  it.each([
    { method: "map", args: [], message: "map(...) is missing what it should apply." },
    { method: "map", args: ["Name"], message: "map(...) is missing what it should apply." },
    { method: "flatMap", args: [[1]], message: "flatMap(...) takes a function; got object." },
    { method: "filter", args: ["Name", true], message: "filter(...) takes a function; got boolean." },
    { method: "keyBy", args: [null], message: "keyBy(...) is missing what it should apply." },
    { method: "mapValues", args: [3], message: "mapValues(...) takes a function; got number." },
    { method: "withTimestamps", args: [0], message: "withTimestamps(...) takes a function; got number." },
    {
      method: "parDo",
      args: [(word: string) => word],
      message: "parDo(...) takes a DoFn, made by doFn<In, Out>()({ process(element, { emit }) { ... } }).",
    },
    {
      method: "window",
      args: [60_000],
      message: "window(...) takes a WindowFn, such as fixedWindows(minutes(5)).",
    },
    {
      method: "withCoder",
      args: ["utf8"],
      message: "withCoder(...) takes a coder, such as stringUtf8Coder; got string.",
    },
    { method: "withCoder", args: [], message: "withCoder(...) takes a coder, such as stringUtf8Coder; got undefined." },
    {
      method: "withSchema",
      args: [{ id: "string" }],
      message:
        "withSchema(...) takes a schema: schema.struct({ id: schema.string() }), or one of a library such as zod.",
    },
    { method: "apply", args: ["Name"], message: "apply takes a transform: a function of what it is applied to." },
  ])("says what it takes: $method of $args", ({ method, args, message }) => {
    expect(untyped(words(), method, ...args)).toThrow(new TypeError(message));
  });

  it.each([
    { args: [3], message: createMessage },
    { args: ["abc"], message: createMessage },
    { args: ["Name", "abc"], message: createMessage },
    { args: ["Name", null], message: createMessage },
    { args: [{}], message: createMessage },
  ])("says what it takes: create of $args", ({ args, message }) => {
    expect(untyped(Pipeline.create(), "create", ...args)).toThrow(new TypeError(message));
  });

  it.each([
    { args: [[]], message: "flatten takes at least one PCollection." },
    { args: ["Name"], message: "flatten takes at least one PCollection." },
  ])("says what it takes: flatten of $args", ({ args, message }) => {
    expect(untyped({ flatten }, "flatten", ...args)).toThrow(new TypeError(message));
  });

  it.each([
    { parts: {}, message: "doFn(...) takes an object with a function `process(element, context)`; it lacks that." },
    {
      parts: { process: () => null, outputs: { output: output() } },
      message: 'A tagged output can\'t be named "output": that is the main output. Choose another tag.',
    },
  ])("says what it takes: doFn of $parts", ({ parts, message }) => {
    expect(untyped({ make: doFn() }, "make", parts)).toThrow(new TypeError(message));
  });
});

describe("create", () => {
  it("takes its elements when the pipeline is built", async () => {
    const elements = ["a"];
    const p = Pipeline.create({ quiet: true });
    const kept = keep(p.create(elements));
    elements.push("b");
    await p.run();
    expect(valuesOf(kept)).toEqual(["a"]);
  });

  it("takes any iterable, once", async () => {
    const p = Pipeline.create({ quiet: true });
    function* numbers() {
      yield 1;
      yield 2;
    }
    const kept = keep(p.create(numbers()));
    await p.run();
    expect(valuesOf(kept).sort()).toEqual([1, 2]);
  });
});

describe("flatten", () => {
  it("gives an element once for each time that its collection is given", async () => {
    const all = words();
    const kept = keep(flatten([all, all]));
    await all.pipeline.run();
    expect(valuesOf(kept).sort()).toEqual(["be", "be", "or", "or", "to", "to"]);
  });

  it("refuses windows that don't fit together: the error names both, the step and its place", () => {
    const all = words();
    const hourly = all.window(fixedWindows(hours(1)));
    const error = errorOf(() => all.apply("Both", () => flatten("All", [hourly, all])));
    expect(error).toBeInstanceOf(IncompatibleWindowsError);
    expect(error.message).toMatch(
      new RegExp(
        `^"Both/All" takes PCollections whose windows don't fit together\\.\n` +
          ` {2}windows {2}fixedWindows\\(3600000 ms\\) and globalWindows\\(\\)\n {2}at {7}${here}\n`,
      ),
    );
  });

  it("takes windows that are the same, whoever made them", () => {
    const all = words();
    const [one, two] = [all.window(fixedWindows(hours(1))), all.window(fixedWindows(minutes(60)))];
    expect(() => flatten([one, two])).not.toThrow();
    expect(() => flatten([one.window(globalWindows()), all])).not.toThrow();
  });
});

describe("a coder", () => {
  it.each<{ name: string; first: string; build: (all: PCollection<{ id: string }>) => unknown; second: string }>([
    {
      name: "two coders",
      first: "withCoder",
      second: "withCoder",
      build: (all) =>
        all
          .map(({ id }) => id)
          .withCoder(stringUtf8Coder)
          .withCoder(stringUtf8Coder),
    },
    {
      name: "two schemas",
      first: "withSchema",
      second: "withSchema",
      build: (all) => {
        const ids = schema.struct({ id: schema.string() });
        return all.withSchema(ids).withSchema(ids);
      },
    },
  ])("is named once: $name are an error that shows both places", ({ first, second, build }) => {
    const error = errorOf(() => build(words().map((id) => ({ id }))));
    expect(error).toBeInstanceOf(CoderAlreadySetError);
    expect(error.message).toMatch(
      new RegExp(
        `^A PCollection has one coder, and this one was given a second\\.\n` +
          ` {2}first {3}\\.${first}\\(\\.\\.\\.\\) at ${here}\n {2}second {2}\\.${second}\\(\\.\\.\\.\\) at ${here}\n`,
      ),
    );
  });

  it("replaces the one that its producer declares", () => {
    const keys = words()
      .keyBy((word) => word)
      .keys();
    expect(() => keys.withCoder(stringUtf8Coder)).not.toThrow();
    expect(keys.node.coder).toMatchObject({ from: "explicit", coder: stringUtf8Coder });
  });
});

describe("window", () => {
  it("takes over from the windowing before what it isn't told", () => {
    const first = words().window(fixedWindows(hours(1)), { allowedLateness: minutes(5), timestampCombiner: "latest" });
    expect(first.node.windowing).toMatchObject({
      allowedLatenessMillis: 300_000,
      timestampCombiner: "latest",
      mergeStatus: "nonMerging",
      assignsToOneWindow: true,
    });
    const second = first.map((word) => word).window("Day", fixedWindows(hours(24)));
    expect(second.node.windowing).toMatchObject({ allowedLatenessMillis: 300_000, timestampCombiner: "endOfWindow" });
    expect(String(second.node.windowing.windowFn)).toBe("fixedWindows(86400000 ms)");
  });

  it("is kept by the steps behind it", () => {
    const hourly = words().window(fixedWindows(hours(1)));
    const grouped = hourly.keyBy((word) => word).groupByKey();
    expect(grouped.node.windowing).toBe(hourly.node.windowing);
  });
});

describe("parDo", () => {
  it("gives one collection without tagged outputs, and an object of collections with them", () => {
    const plain = words().parDo(doFn<string>()({ process: () => undefined }));
    expect(plain).toBeInstanceOf(PCollection);
    const outputs = words().parDo(doFn<string>()({ outputs: { short: output<string>() }, process: () => undefined }));
    expect(Object.keys(outputs)).toEqual(["output", "short"]);
    expect(outputs.short.node).not.toBe(outputs.output.node);
  });
});

function errorOf(build: () => unknown): Error {
  try {
    build();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown.");
}
