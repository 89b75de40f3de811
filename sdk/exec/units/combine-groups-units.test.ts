import { describe, expect, it } from "vitest";
import { planPipeline } from "../../../runners/direct/planner/plan-pipeline.ts";
import { type CombineFn, Pipeline } from "../../index.ts";
import { urns } from "../../model/urns.ts";
import { buildPlan } from "../build-plan.ts";
import { UserFunctionError } from "../user-function-error.ts";

const { combinePerKeyPrecombine, combinePerKeyConvertToAccumulators } = urns.combineComponents;

/** Writes the numbers that it was given into its accumulators. */
const numbers: CombineFn<number, string, number> = {
  createAccumulator: () => "",
  addInput(seen, value) {
    if (value < 0) throw new RangeError("negative");
    return `${seen}+${String(value)}`;
  },
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (seen) => seen.length,
};

/** Runs the first part of a combination as a runner asks for that doesn't combine before the shuffle. */
async function convert(...pairs: readonly (readonly [string, number])[]): Promise<unknown[]> {
  const p = Pipeline.create();
  p.create<[string, number]>([["k", 1]])
    .reshuffle()
    .combinePerKey("Sum", numbers)
    .reshuffle("Out");
  const { stages } = planPipeline(await p.toProto(), p.functions);
  const parts = stages.flatMap(({ descriptor }) =>
    Object.values(descriptor.transforms).map(({ spec }) => ({ descriptor, spec })),
  );
  const { descriptor, spec } = parts.find((part) => part.spec?.urn === combinePerKeyPrecombine)!;
  spec!.urn = combinePerKeyConvertToAccumulators;
  const plan = buildPlan(descriptor, { functions: p.functions, signal: new AbortController().signal });
  const elements = [...pairs];
  const written: unknown[] = [];
  await plan.processBundle({
    data: {
      source: () => ({
        value: undefined,
        advance() {
          const value = elements.shift();
          Object.assign(this, { value });
          return value !== undefined;
        },
        more: () => false,
      }),
      sink: () => ({ write: (value) => void written.push(value) }),
    },
  });
  return written;
}

describe("values that a runner wants as accumulators", () => {
  it("become one each, whatever their keys are", async () => {
    expect(await convert(["a", 1], ["b", 2], ["a", 3])).toEqual([
      ["a", "+1"],
      ["b", "+2"],
      ["a", "+3"],
    ]);
  });

  it("are named in the error of a function that fails, with the user's step", async () => {
    const error: unknown = await convert(["a", -1]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserFunctionError);
    expect((error as UserFunctionError).step).toBe("Sum");
    expect((error as UserFunctionError).facts.element).toBe("[ 'a', -1 ]");
  });
});
