import { describe, expect, it } from "vitest";
import { sum } from "../testing/conformance/combine-fns.ts";
import { customWindows, Pipeline, type CustomWindowsParts, type PCollection, type Window } from "../index.ts";
import { UserFunctionError } from "./user-function-error.ts";

/** What a program without type checks may pass. */
type Untyped = Partial<Record<keyof CustomWindowsParts<Window, unknown>, unknown>>;

async function errorOf(
  parts: Untyped,
  group: (pairs: PCollection<[string, number]>) => unknown = (pairs) => pairs.groupByKey(),
): Promise<UserFunctionError> {
  const windowFn = customWindows({
    name: "mine",
    assign: (maxTimestamp) => ({ maxTimestamp }),
    ...(parts as Partial<CustomWindowsParts<Window, unknown>>),
  });
  const p = Pipeline.create({ quiet: true });
  group(
    p
      .create([1, 2])
      .withTimestamps(Number)
      .window("W", windowFn)
      .keyBy(() => "k"),
  );
  const error: unknown = await p.run().catch((thrown: unknown) => thrown);
  if (!(error instanceof UserFunctionError)) throw error;
  return error;
}

describe("an error of a WindowFn of the user's own", () => {
  it.each<{ name: string; parts: Untyped; message: string }>([
    { name: "assigns no window", parts: { assign: () => [] }, message: "mine has assigned no window." },
    {
      name: "returns nothing",
      parts: { assign: () => undefined },
      message: "mine has assigned a window that ends at no instant: undefined.",
    },
    {
      name: "returns a window with no end",
      parts: { assign: () => [{}] },
      message: "mine has assigned a window that ends at no instant: undefined.",
    },
    {
      name: "returns a window that ends within a millisecond",
      parts: { assign: () => ({ maxTimestamp: 0.5 }) },
      message: "mine has assigned a window that ends at no instant: 0.5.",
    },
    {
      name: "is asynchronous",
      parts: { assign: () => Promise.reject(new Error("late")) },
      message: "mine must return an array of windows, and no promise of it.",
    },
    {
      name: "throws",
      parts: {
        assign: () => {
          throw new Error("oh");
        },
      },
      message: 'The function of step "W" failed: Error: oh',
    },
    { name: "merges into nothing", parts: { merge: () => undefined }, message: "merge of mine must return an array" },
    {
      name: "fails to merge",
      parts: {
        merge: () => {
          throw new Error("oh");
        },
      },
      message: 'merge of step "W" failed: Error: oh',
    },
  ])("names the step and where it was made when the WindowFn $name", async ({ parts, message }) => {
    const error = await errorOf(parts);
    expect(error.step).toBe("W");
    expect(error.message).toContain(message);
    expect(error.facts["step made at"]).toMatch(/^sdk\/exec\/window-errors\.test\.ts:\d+:\d+$/);
  });

  it("names the step also where windows are merged for a combination", async () => {
    const error = await errorOf({ merge: () => 7 }, (pairs) => pairs.combinePerKey(sum));
    expect(error.step).toBe("W");
  });
});
