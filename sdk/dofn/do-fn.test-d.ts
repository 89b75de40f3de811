import { describe, expectTypeOf, it } from "vitest";
import { doFn, output, type DoFn, type PCollection } from "../index.ts";

declare const words: PCollection<string>;

interface Connection {
  query(text: string): Promise<number[]>;
  close(): Promise<void>;
}

declare function connect(): Promise<Connection>;

describe("a DoFn without tagged outputs", () => {
  const lengths = doFn<string, number>()({
    process(word, { emit, emitTo, resources }) {
      expectTypeOf(word).toEqualTypeOf<string>();
      expectTypeOf(resources).toEqualTypeOf<undefined>();
      emit(word.length);
      emit(word.length, { timestamp: 0 });
      // @ts-expect-error -- it emits numbers
      emit(word);
      // @ts-expect-error -- it has no tagged outputs
      emitTo("short", word);
    },
  });

  it("gives one collection of what it emits", () => {
    expectTypeOf(words.parDo(lengths)).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(words.parDo("Name", lengths)).toEqualTypeOf<PCollection<number>>();
  });

  it("gives one collection where its type is written out", () => {
    const written: DoFn<string, number> = lengths;
    expectTypeOf(words.parDo(written)).toEqualTypeOf<PCollection<number>>();
  });

  it("emits what it takes where nothing else is said", () => {
    const copy = doFn<string>()({
      process(word, { emit }) {
        emit(word);
      },
    });
    expectTypeOf(words.parDo(copy)).toEqualTypeOf<PCollection<string>>();
  });

  it("is applied to elements that it takes", () => {
    declareNumbers((numbers) => {
      // @ts-expect-error -- it takes strings
      numbers.parDo(lengths);
    });
    const any = doFn<unknown, number>()({ process: (_, { emit }) => emit(1) });
    expectTypeOf(words.parDo(any)).toEqualTypeOf<PCollection<number>>();
    // @ts-expect-error -- the functions of the DoFn are missing
    words.parDo(doFn<string, number>());
    // @ts-expect-error -- a plain function is no DoFn
    words.parDo(String);
  });
});

describe("a DoFn with tagged outputs", () => {
  const split = doFn<string, number>()({
    outputs: { short: output<string>(), empty: output<null>() },
    process(word, { emit, emitTo }) {
      emit(word.length);
      emitTo("short", word);
      emitTo("empty", null);
      // @ts-expect-error -- there is no such output
      emitTo("long", word);
      // @ts-expect-error -- that output is of strings
      emitTo("short", word.length);
      // @ts-expect-error -- the main output is emit's
      emitTo("output", 1);
    },
  });

  it("gives a collection for each output, and nothing else", () => {
    const outputs = words.parDo(split);
    expectTypeOf(outputs.output).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(outputs.short).toEqualTypeOf<PCollection<string>>();
    expectTypeOf(outputs.empty).toEqualTypeOf<PCollection<null>>();
    expectTypeOf<keyof typeof outputs>().toEqualTypeOf<"output" | "short" | "empty">();
    expectTypeOf(outputs).not.toExtend<PCollection<number>>();
  });

  it("doesn't pass for one without", () => {
    // @ts-expect-error -- its ParDo would return an object of outputs
    const written: DoFn<string, number> = split;
    expectTypeOf(written).not.toBeAny();
  });
});

describe("the resources of a DoFn", () => {
  it("are what setup returns, awaited, to all other functions", () => {
    doFn<string, number>()({
      setup: async ({ step }) => ({ connection: await connect(), step }),
      startBundle({ resources }) {
        expectTypeOf(resources).toEqualTypeOf<{ connection: Connection; step: string }>();
      },
      async process(word, { emit, resources, signal }) {
        expectTypeOf(resources.connection).toEqualTypeOf<Connection>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        for (const n of await resources.connection.query(word)) emit(n);
      },
      finishBundle({ resources }) {
        expectTypeOf(resources.step).toEqualTypeOf<string>();
      },
      teardown: ({ connection }) => connection.close(),
    });
    doFn<string, number>()({
      setup: () => new Map<string, number>(),
      process(word, { emit, resources }) {
        expectTypeOf(resources).toEqualTypeOf<Map<string, number>>();
        emit(resources.get(word) ?? 0);
      },
    });
  });

  it("are inferred beside tagged outputs", () => {
    doFn<string, number>()({
      outputs: { unknown: output<string>() },
      setup: async () => Promise.resolve({ limit: 3 }),
      process(word, { emitTo, resources: { limit } }) {
        expectTypeOf(limit).toEqualTypeOf<number>();
        emitTo("unknown", word);
      },
    });
  });
});

describe("what startBundle and finishBundle emit", () => {
  it("has a timestamp and a window", () => {
    doFn<string, number>()({
      process: () => undefined,
      finishBundle({ emit }) {
        // @ts-expect-error -- there is no element whose window it could take
        emit(1);
      },
    });
  });
});

declare function declareNumbers(use: (numbers: PCollection<number>) => void): void;
