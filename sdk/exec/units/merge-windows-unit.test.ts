import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { planPipeline } from "../../../runners/direct/planner/plan-pipeline.ts";
import { customWindows, IntervalWindow, millis, Pipeline, sessions, type Window, type WindowFn } from "../../index.ts";
import {
  FunctionSpecSchema,
  type PTransform,
} from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../model/urns.ts";
import { windowFnToProto } from "../../translate/windowing.ts";
import { buildPlan } from "../build-plan.ts";
import type { BundleContext } from "../bundle-context.ts";
import { UserFunctionError } from "../user-function-error.ts";

/** Sends windows to a worker as a runner does that can't merge them, and returns what comes back. */
async function merge(windowFn: WindowFn, ...elements: readonly unknown[]): Promise<unknown[]> {
  const p = Pipeline.create();
  p.create([0])
    .reshuffle()
    .map("Merge", (n) => n)
    .reshuffle("Out");
  const { stages } = planPipeline(await p.toProto(), p.functions);
  const step = (transforms: Readonly<Record<string, PTransform>>): PTransform | undefined =>
    Object.values(transforms).find(({ uniqueName }) => uniqueName === "Merge");
  const descriptor = stages.map((stage) => stage.descriptor).find(({ transforms }) => step(transforms) !== undefined)!;
  const payload = toBinary(FunctionSpecSchema, windowFnToProto(windowFn, p.functions));
  step(descriptor.transforms)!.spec = create(FunctionSpecSchema, { urn: urns.primitives.mergeWindows, payload });
  const { signal } = new AbortController();
  const job = new AbortController();
  const plan = buildPlan(descriptor, { functions: p.functions, signal, job });
  const written: unknown[] = [];
  await plan.processBundle(contextOf([...elements], written));
  return written;
}

function contextOf(elements: unknown[], written: unknown[]): BundleContext {
  return {
    data: {
      source: () => ({
        value: undefined,
        advance() {
          if (elements.length === 0) return false;
          Object.assign(this, { value: elements.shift() });
          return true;
        },
        more: () => false,
      }),
      sink: () => ({
        write(value) {
          written.push(value);
          return undefined;
        },
      }),
    },
  };
}

const window = (start: number, end: number): IntervalWindow => new IntervalWindow(start, end);

describe("windows that a runner asks to be merged", () => {
  it("come back as those that stay and those that were merged, beside what the runner knows them by", async () => {
    const [a, b, c] = [window(0, 10), window(20, 30), window(5, 15)];
    expect(await merge(sessions(millis(10)), ["n1", new Set([a, b, c])], ["n2", [b]])).toEqual([
      ["n1", [[b], [[window(0, 15), [a, c]]]]],
      ["n2", [[b], []]],
    ]);
  });

  it("are told from each other by their encodings", async () => {
    const all = customWindows({
      name: "all",
      assign: (maxTimestamp): Window => ({ maxTimestamp }),
      // Not the windows that it was given, but equal ones.
      merge: (windows) => [{ merged: { maxTimestamp: 99 }, from: windows.map((given) => ({ ...given })) }],
    });
    const windows = [{ maxTimestamp: 1 }, { maxTimestamp: 2 }];
    expect(await merge(all, ["n", windows])).toEqual([["n", [[], [[{ maxTimestamp: 99 }, windows]]]]]);
  });

  it("stay as they are where nothing merges", async () => {
    const none = customWindows({ name: "none", assign: (maxTimestamp): Window => ({ maxTimestamp }) });
    expect(await merge(none, ["n", [{ maxTimestamp: 1 }]])).toEqual([["n", [[{ maxTimestamp: 1 }], []]]]);
  });

  it("are told of in the error of a function that fails to merge them", async () => {
    const failing = customWindows({
      name: "failing",
      assign: (maxTimestamp): Window => ({ maxTimestamp }),
      merge() {
        throw new Error("can't");
      },
    });
    await expect(merge(failing, ["n", [{ maxTimestamp: 1 }]])).rejects.toThrow(UserFunctionError);
  });
});
