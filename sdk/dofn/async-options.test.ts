import { describe, expect, it } from "vitest";
import { Pipeline, seconds, type AsyncOptions, type ErrorBudget } from "../index.ts";

/** What a program without type checks may pass. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- that is what makes it untyped
function untyped<T>(value: unknown): T {
  return value as T;
}

const retry = { attempts: 2, backoff: seconds(1) };

describe("options of calls", () => {
  it.each<{ name: string; options: AsyncOptions; message: string }>([
    {
      name: "a concurrency of none",
      options: { concurrency: 0 },
      message: "map(...): concurrency is a whole number of at least 1; got 0.",
    },
    {
      name: "half a call",
      options: { concurrency: 1.5 },
      message: "map(...): concurrency is a whole number of at least 1; got 1.5.",
    },
    {
      name: "a concurrency that is an object",
      options: { concurrency: untyped({}) },
      message: "map(...): concurrency is a whole number of at least 1; got another object.",
    },
    {
      name: "an order that is neither",
      options: { ordered: untyped("no") },
      message: "map(...): ordered is true or false; got no.",
    },
    {
      name: "a timeout in bare milliseconds",
      options: { timeout: untyped(5000) },
      message: "map(...): timeout is a duration, such as seconds(5); got 5000.",
    },
    {
      name: "no timeout by null",
      options: { timeout: untyped(null) },
      message: "map(...): timeout is a duration, such as seconds(5); got null.",
    },
    {
      name: "a timeout of nothing",
      options: { timeout: seconds(0) },
      message: "map(...): timeout is a duration from 1 to 2147483647 milliseconds; got 0.",
    },
    {
      name: "a timeout that no timer can wait for",
      options: { timeout: seconds(3_000_000) },
      message: "map(...): timeout is a duration from 1 to 2147483647 milliseconds; got 3000000000.",
    },
    {
      name: "a retry that is a number",
      options: { retry: untyped(3) },
      message: "map(...): retry is an object, such as retry: { attempts: 3, backoff: millis(200) }; got 3.",
    },
    {
      name: "no attempts",
      options: { retry: { ...retry, attempts: 0 } },
      message: "map(...): retry.attempts is a whole number of at least 1; got 0.",
    },
    {
      name: "a backoff that is missing",
      options: { retry: untyped({ attempts: 3 }) },
      message: "map(...): retry.backoff is a duration, such as seconds(5); got undefined.",
    },
    {
      name: "a longest backoff that is none",
      options: { retry: { ...retry, maxBackoff: untyped("1 s") } },
      message: "map(...): retry.maxBackoff is a duration, such as seconds(5); got 1 s.",
    },
    {
      name: "a condition that is no function",
      options: { retry: { ...retry, when: untyped(true) } },
      message: "map(...): retry.when is a function of an error; got boolean.",
    },
  ])("are refused for $name", ({ options, message }) => {
    const numbers = Pipeline.create({ quiet: true }).create([1]);
    expect(() => numbers.map((n) => n, options)).toThrow(message);
  });

  it("may be there and undefined", async () => {
    const p = Pipeline.create({ quiet: true });
    p.create([1]).map((n) => n, untyped<AsyncOptions>({ concurrency: undefined, timeout: undefined }));
    expect((await p.run()).state).toBe("done");
  });
});

describe("an error budget", () => {
  it.each<{ name: string; errorBudget: ErrorBudget; message: string }>([
    {
      name: "less than no errors",
      errorBudget: { maxErrors: -1 },
      message: "mapSafe(...): errorBudget.maxErrors is a whole number of at least 0; got -1.",
    },
    {
      name: "a share in percent",
      errorBudget: { maxShare: 5 },
      message: "mapSafe(...): errorBudget.maxShare is a number from 0 to 1; got 5.",
    },
    {
      name: "a share of no elements",
      errorBudget: { minElements: 0 },
      message: "mapSafe(...): errorBudget.minElements is a whole number of at least 1; got 0.",
    },
    {
      name: "a number",
      errorBudget: untyped(10),
      message: "mapSafe(...): errorBudget is an object, such as { maxErrors: 100 }; got number.",
    },
  ])("is refused for $name", ({ errorBudget, message }) => {
    const numbers = Pipeline.create({ quiet: true }).create([1]);
    expect(() => numbers.mapSafe((n) => n, { errorBudget })).toThrow(message);
  });
});
