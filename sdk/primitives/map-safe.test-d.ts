import { describe, expectTypeOf, it } from "vitest";
import { doFn, output, seconds, sideInput, type DeadLetter, type PCollection } from "../index.ts";

declare const lines: PCollection<string>;
declare const limits: PCollection<number>;

interface Order {
  readonly id: number;
}

describe("mapSafe", () => {
  it("gives results, and dead letters of its elements", () => {
    const { output, errors } = lines.mapSafe("Parse", (line) => JSON.parse(line) as Order);
    expectTypeOf(output).toEqualTypeOf<PCollection<Order>>();
    expectTypeOf(errors).toEqualTypeOf<PCollection<DeadLetter<string>>>();
    errors.map(({ element, error }) => {
      expectTypeOf(element).toEqualTypeOf<string>();
      expectTypeOf(error.code).toEqualTypeOf<string | undefined>();
      return error.message;
    });
  });

  it("infers pairs and awaits promises, as map does", () => {
    expectTypeOf(lines.mapSafe((line) => [line, 1]).output).toEqualTypeOf<PCollection<[string, number]>>();
    expectTypeOf(lines.mapSafe(async (line) => Promise.resolve(line.length)).output).toEqualTypeOf<
      PCollection<number>
    >();
  });

  it("takes all options of a step, and a budget", () => {
    lines.mapSafe((line, { side }) => line.length > side.limit, {
      side: { limit: limits.asSingleton() },
      concurrency: 5,
      ordered: false,
      timeout: seconds(1),
      retry: { attempts: 2, backoff: seconds(1), when: (error) => error instanceof TypeError },
      errorBudget: { maxErrors: 5, maxShare: 0.5, minElements: 10 },
    });
    // @ts-expect-error -- there is no such budget
    lines.mapSafe((line) => line, { errorBudget: { max: 5 } });
    // @ts-expect-error -- only a step with dead letters has a budget
    lines.map((line) => line, { errorBudget: { maxErrors: 5 } });
    // @ts-expect-error -- a time limit is a duration
    lines.map((line) => line, { timeout: 5000 });
  });
});

describe("flatMapSafe", () => {
  it("gives what its function's iterables have", () => {
    const { output, errors } = lines.flatMapSafe((line) => line.split(",").map(Number));
    expectTypeOf(output).toEqualTypeOf<PCollection<number>>();
    expectTypeOf(errors).toEqualTypeOf<PCollection<DeadLetter<string>>>();
  });
});

describe("parDoSafe", () => {
  it("gives all outputs of a DoFn, and dead letters", () => {
    const fn = doFn<string, Order>()({ outputs: { empty: output<null>() }, process: () => undefined });
    const outputs = lines.parDoSafe("Parse", fn, { concurrency: 3 });
    expectTypeOf(outputs.output).toEqualTypeOf<PCollection<Order>>();
    expectTypeOf(outputs.empty).toEqualTypeOf<PCollection<null>>();
    expectTypeOf(outputs.errors).toEqualTypeOf<PCollection<DeadLetter<string>>>();
  });

  it("needs the side inputs that its DoFn declares", () => {
    const fn = doFn<string>()({ side: { limit: sideInput.singleton<number>() }, process: () => undefined });
    lines.parDoSafe(fn, { side: { limit: limits.asSingleton() }, errorBudget: { maxErrors: 1 } });
    // @ts-expect-error -- its side input is missing
    lines.parDoSafe(fn);
  });
});
