import { describe, expect, it } from "vitest";
import { sum } from "../testing/conformance/combine-fns.ts";
import {
  customCoder,
  doFn,
  encodeBytes,
  kvCoder,
  millis,
  Pipeline,
  stringUtf8Coder,
  varintCoder,
  type CombineFn,
  type KV,
  type PCollection,
  type Window,
  type WindowFn,
} from "../index.ts";
import { UserFunctionError } from "./user-function-error.ts";

type Build = (p: Pipeline) => unknown;

async function errorOf(build: Build): Promise<UserFunctionError> {
  const p = Pipeline.create({ quiet: true });
  build(p);
  const error: unknown = await p.run().then(
    () => new Error("It has not failed."),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserFunctionError)) throw error;
  return error;
}

/** What a program without type checks may pass. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- that is what makes it untyped
function untyped<T>(value: unknown): T {
  return value as T;
}

const numbers = (p: Pipeline): PCollection<number> => p.create("In", [7]);
const fail = (): never => {
  throw new RangeError("too big");
};
const reject = async (): Promise<never> => {
  await Promise.resolve();
  return fail();
};

describe("an error of a user's function", () => {
  it("names the step, where it was made, where it was thrown and the element, and keeps its cause", async () => {
    const error = await errorOf((p) => numbers(p).apply("Part", (input) => input.map("Check", () => fail())));
    expect(error.step).toBe("Part/Check");
    expect(error.cause).toEqual(new RangeError("too big"));
    expect(error.message.split("\n")).toEqual([
      'The function of step "Part/Check" failed: RangeError: too big',
      "  element       7",
      expect.stringMatching(/^ {2}step made at {2}sdk\/exec\/errors\.test\.ts:\d+:\d+$/),
      expect.stringMatching(/^ {2}thrown at {5}.*sdk\/exec\/errors\.test\.ts:\d+:\d+$/),
    ]);
  });

  it("shows the element of the step that has failed, not the one that was read first", async () => {
    const error = await errorOf((p) =>
      p
        .create(["a,b"])
        .flatMap((line) => line.split(","))
        .map("S", (word) => (word === "b" ? fail() : word)),
    );
    expect(error.facts.element).toBe("'b'");
  });

  const throwing = doFn<number>()({ process: () => fail() });
  const window: WindowFn = {
    kind: "custom",
    windowCoder: customCoder<Window>({
      name: "w",
      encode: () => new Uint8Array(),
      decode: () => ({ maxTimestamp: 0 }),
    }),
    isMerging: false,
    assignWindows: fail,
    isCompatible: () => true,
    toString: () => "mine()",
  };
  it.each<{ name: string; build: Build; what?: string }>([
    { name: "map", build: (p) => numbers(p).map("S", fail) },
    { name: "an asynchronous map", build: (p) => numbers(p).map("S", reject) },
    { name: "filter", build: (p) => numbers(p).filter("S", fail) },
    { name: "an asynchronous filter", build: (p) => numbers(p).filter("S", reject) },
    { name: "flatMap", build: (p) => numbers(p).flatMap("S", fail) },
    { name: "an asynchronous flatMap", build: (p) => numbers(p).flatMap("S", reject) },
    {
      name: "a generator",
      build: (p) =>
        numbers(p).flatMap("S", function* () {
          yield 1;
          fail();
        }),
    },
    {
      name: "an asynchronous generator",
      build: (p) =>
        numbers(p).flatMap("S", async function* () {
          yield 1;
          await reject();
        }),
    },
    {
      name: "an iterable that can't be iterated",
      build: (p) => numbers(p).flatMap("S", () => untyped<number[]>({ [Symbol.iterator]: fail })),
    },
    {
      name: "an asynchronous iterable that can't be iterated",
      build: (p) => numbers(p).flatMap("S", () => untyped<number[]>({ [Symbol.asyncIterator]: fail })),
    },
    { name: "keyBy", build: (p) => numbers(p).keyBy("S", fail) },
    {
      name: "mapValues",
      build: (p) =>
        numbers(p)
          .keyBy((n) => n)
          .mapValues("S", fail),
    },
    { name: "withTimestamps", build: (p) => numbers(p).withTimestamps("S", fail) },
    { name: "a DoFn", build: (p) => numbers(p).parDo("S", throwing) },
    { name: "a WindowFn", build: (p) => numbers(p).window("S", window) },
    {
      name: "setup",
      what: "setup",
      build: (p) => numbers(p).parDo("S", doFn<number>()({ setup: reject, process: () => undefined })),
    },
    {
      name: "startBundle",
      what: "startBundle",
      build: (p) => numbers(p).parDo("S", doFn<number>()({ startBundle: fail, process: () => undefined })),
    },
    {
      name: "finishBundle",
      what: "finishBundle",
      build: (p) => numbers(p).parDo("S", doFn<number>()({ finishBundle: reject, process: () => undefined })),
    },
    {
      name: "teardown",
      what: "teardown",
      build: (p) => numbers(p).parDo("S", doFn<number>()({ teardown: fail, process: () => undefined })),
    },
    {
      name: "createAccumulator",
      what: "createAccumulator",
      build: (p) => combined(p, { createAccumulator: fail }),
    },
    { name: "addInput", build: (p) => combined(p, { addInput: fail }) },
    { name: "mergeAccumulators", build: (p) => mergedTwice(p, { mergeAccumulators: fail }) },
    { name: "extractOutput", build: (p) => combined(p, { extractOutput: fail }) },
    { name: "compact", what: "compact", build: (p) => combined(p, { compact: fail }) },
  ])("is framed when it comes from $name", async ({ build, what }) => {
    const error = await errorOf(build);
    expect(error.message).toContain(`${what ?? "The function"} of step "S" failed: RangeError: too big`);
    expect(error.cause).toEqual(new RangeError("too big"));
    expect(error.facts["step made at"]).toMatch(/errors\.test\.ts/);
  });
});

function combined(p: Pipeline, parts: Partial<CombineFn<number, number, number>>): unknown {
  return numbers(p)
    .keyBy("Key", (n) => n)
    .combinePerKey("S", { ...sum, ...parts });
}

// A precombination passes on one accumulator a bundle and key, and merging is for several.
function mergedTwice(p: Pipeline, parts: Partial<CombineFn<number, number, number>>): unknown {
  const pairs = Array.from({ length: 250_001 }, (_, i): KV<number, number> => [i, 1]);
  return p.create<KV<number, number>>([...pairs, [0, 1]]).combinePerKey("S", { ...sum, ...parts });
}

describe("an error of what reaches a step", () => {
  const failingKey = customCoder<string>({
    name: "picky",
    isDeterministic: true,
    encode: (key) => {
      if (key === "bad") throw new TypeError("a bad key");
      return encodeBytes(stringUtf8Coder, key);
    },
    decode: () => "",
  });
  const windowing = (assignWindows: () => unknown): WindowFn => ({
    kind: "custom",
    windowCoder: customCoder<Window>({
      name: "none",
      encode: () => new Uint8Array(),
      decode: () => ({ maxTimestamp: 0 }),
    }),
    isMerging: false,
    assignWindows: () => untyped<Window[]>(assignWindows()),
    isCompatible: () => true,
    toString: () => "mine()",
  });
  it.each<{ name: string; build: Build; step: string; message: string | RegExp }>([
    {
      name: "mapValues of what is no pair",
      build: (p) => untyped<PCollection<KV<string, number>>>(numbers(p)).mapValues("S", (n) => n),
      step: "S",
      message: "A keyed step takes pairs [key, value], and this element is none.",
    },
    {
      name: "groupByKey of what is no pair",
      build: (p) => untyped<PCollection<KV<string, number>>>(numbers(p).map("M", (n) => n)).groupByKey("S"),
      step: "S",
      message: "A keyed step takes pairs [key, value], and this element is none.",
    },
    {
      name: "combinePerKey of what is no pair",
      build: (p) => untyped<PCollection<KV<string, number>>>(numbers(p).map("M", (n) => n)).combinePerKey("S", sum),
      step: "S",
      message: "A keyed step takes pairs [key, value], and this element is none.",
    },
    {
      name: "a flatMap that returns a number",
      build: (p) => numbers(p).flatMap("S", () => untyped<number[]>(5)),
      step: "S",
      message: "flatMap takes a function that returns an iterable, such as an array; it returned 5.",
    },
    {
      name: "a flatMap that returns a string",
      build: (p) => numbers(p).flatMap("S", () => untyped<number[]>("ab")),
      step: "S",
      message: "for its characters, return  [...text]",
    },
    {
      name: "a flatMap that returns what can't be shown",
      build: (p) => numbers(p).flatMap("S", () => untyped<number[]>(Object.create(null))),
      step: "S",
      message: "it returned an object.",
    },
    {
      name: "a flatMap that promises no iterable",
      build: (p) => numbers(p).flatMap("S", async () => Promise.resolve(untyped<number[]>(undefined))),
      step: "S",
      message: "it returned undefined.",
    },
    {
      name: "a time that is no number",
      build: (p) => numbers(p).withTimestamps("S", () => untyped<number>("12:00")),
      step: "S",
      message: 'A timestamp is a Date or whole milliseconds; got "12:00".',
    },
    {
      name: "a time that is not whole",
      build: (p) => numbers(p).withTimestamps("S", () => 0.5),
      step: "S",
      message: "A timestamp is a Date or whole milliseconds; got 0.5.",
    },
    {
      name: "an invalid Date",
      build: (p) => numbers(p).withTimestamps("S", () => new Date("never")),
      step: "S",
      message: "A timestamp is a Date or whole milliseconds; got Invalid Date.",
    },
    {
      name: "a time that can't be shown",
      build: (p) => numbers(p).withTimestamps("S", () => untyped<number>(Object.create(null))),
      step: "S",
      message: "A timestamp is a Date or whole milliseconds; got an object.",
    },
    {
      name: "an element that is emitted before its input",
      build: (p) =>
        numbers(p)
          .withTimestamps(() => 10)
          .parDo(
            "S",
            doFn<number>()({
              process(n, { emit }) {
                emit(n, { timestamp: 9 });
              },
            }),
          ),
      step: "S",
      message: "An element can't be emitted at 9, before its input element's time 10.",
    },
    ...[{}, { retry: { attempts: 2, backoff: millis(0) } }].map((options) => ({
      name: `a process that is a generator, with options ${JSON.stringify(options)}`,
      build: (p: Pipeline) =>
        numbers(p).parDo(
          "S",
          doFn<number>()({
            process: untyped<() => undefined>(function* () {
              yield 1;
            }),
          }),
          options,
        ),
      step: "S",
      message: "process is a generator, whose elements nobody takes",
    })),
    {
      name: "an output that a DoFn doesn't declare",
      build: (p) =>
        numbers(p).parDo(
          "S",
          doFn<number>()({
            process(n, { emitTo }) {
              untyped<(tag: string, value: unknown) => void>(emitTo)("errors", n);
            },
          }),
        ),
      step: "S",
      message: 'There is no output "errors"; the step has "output".',
    },
    {
      name: "a WindowFn that assigns no window",
      build: (p) =>
        numbers(p).window(
          "S",
          windowing(() => []),
        ),
      step: "S",
      message: "mine() has assigned no window.",
    },
    {
      name: "a WindowFn that returns a promise",
      build: (p) =>
        numbers(p).window(
          "S",
          windowing(() => Promise.reject(new Error("late"))),
        ),
      step: "S",
      message: "mine() must return an array of windows, and no promise of it.",
    },
    {
      name: "a WindowFn whose windows have no end",
      build: (p) =>
        numbers(p).window(
          "S",
          windowing(() => [{ maxTimestamp: Number.NaN }]),
        ),
      step: "S",
      message: "mine() has assigned a window that ends at no instant: NaN.",
    },
    {
      name: "a key that can't be encoded",
      build: (p) =>
        p
          .create([1])
          .map("Pair", (n): KV<unknown, number> => [{ customer: { greet: () => "hello" } }, n])
          .groupByKey("S"),
      step: "S",
      message: /customer\.greet/,
    },
    {
      name: "a key that can't be encoded, before a combination",
      build: (p) =>
        p
          .create([1])
          .map("Pair", (n): KV<unknown, number> => [() => n, n])
          .combinePerKey("S", sum),
      step: "S",
      message: /function/,
    },
    {
      name: "a key that its own coder refuses",
      build: (p) =>
        p
          .create(["good", "bad"])
          .map("Pair", (key): KV<string, number> => [key, 1])
          .withCoder(kvCoder(failingKey, varintCoder))
          .groupByKey("S"),
      step: "S",
      message: "a bad key",
    },
    {
      name: "an asynchronous extractOutput",
      build: (p) => combined(p, { extractOutput: untyped<() => number>(() => Promise.reject(new Error("late"))) }),
      step: "S",
      message: "extractOutput must be synchronous.",
    },
    {
      name: "an asynchronous addInput",
      build: (p) => combined(p, { addInput: untyped<() => number>(() => Promise.reject(new Error("late"))) }),
      step: "S",
      message: "The functions of a CombineFn must be synchronous.",
    },
    {
      name: "an asynchronous createAccumulator",
      build: (p) => combined(p, { createAccumulator: untyped<() => number>(() => Promise.reject(new Error("late"))) }),
      step: "S",
      message: "The functions of a CombineFn must be synchronous.",
    },
  ])("tells of $name", async ({ build, step, message }) => {
    const error = await errorOf(build);
    expect(error.step).toBe(step);
    expect(error.message).toMatch(message);
  });
});
