import { describe, expect, it } from "vitest";
import { checkFeatures } from "../../runners/portable/check-features.ts";
import { UnsupportedFeatureError } from "../../runners/portable/job-errors.ts";
import { holdWindows } from "../../runners/portable/rewrites/hold-windows.ts";
import {
  calendarDays,
  customWindows,
  fixedWindows,
  globalWindows,
  intervalWindowCoder,
  IntervalWindow,
  millis,
  Pipeline,
  sessions,
  slidingWindows,
  type Window,
  type WindowFn,
} from "../../sdk/index.ts";
import { MergeStatus_Enum } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";

const intervals = customWindows({
  name: "intervals",
  coder: intervalWindowCoder,
  assign: (at) => new IntervalWindow(at, at + 1),
});
const merged = customWindows({
  name: "merged",
  coder: intervalWindowCoder,
  assign: (at) => new IntervalWindow(at, at + 1),
  merge: () => [],
});
const values = customWindows({ name: "values", assign: (maxTimestamp): Window => ({ maxTimestamp }) });

/** A pipeline that windows its elements and groups them. */
async function windowedBy(windowFn: WindowFn) {
  const p = Pipeline.create();
  p.create([1])
    .window("W", windowFn)
    .keyBy(() => "k")
    .groupByKey("G");
  return p.toProto();
}

describe("what an engine is told of windows", () => {
  it.each<{ windowFn: WindowFn; before: string; after: string }>([
    { windowFn: globalWindows(), before: "global_windows", after: "global_windows" },
    { windowFn: fixedWindows(millis(7)), before: "fixed_windows", after: "fixed_windows" },
    { windowFn: slidingWindows(millis(7), { period: millis(2) }), before: "sliding_windows", after: "sliding_windows" },
    { windowFn: sessions(millis(7)), before: "session_windows", after: "fixed_windows" },
    { windowFn: calendarDays(1), before: "fixed_windows", after: "fixed_windows" },
    { windowFn: intervals, before: "fixed_windows", after: "fixed_windows" },
    { windowFn: merged, before: "purlin:window_fn", after: "fixed_windows" },
    { windowFn: values, before: "purlin:window_fn", after: "purlin:window_fn" },
  ])("is $before before a group and $after after it for $windowFn", async ({ windowFn, before, after }) => {
    const proto = await windowedBy(windowFn);
    holdWindows(proto);
    const { pcollections = {}, windowingStrategies = {} } = proto.components ?? {};
    const strategyOf = (id: string) => windowingStrategies[pcollections[id]?.windowingStrategyId ?? ""];
    expect(strategyOf("W.output")?.windowFn?.urn).toContain(before);
    expect(strategyOf("G.output")?.windowFn?.urn).toContain(after);
    // What merges once is merged once.
    if (after === "fixed_windows") expect(strategyOf("G.output")?.mergeStatus).toBe(MergeStatus_Enum.NON_MERGING);
  });

  it("leaves the steps that assign windows as they are: workers run them", async () => {
    const [before, after] = [await windowedBy(calendarDays(1)), await windowedBy(calendarDays(1))];
    holdWindows(after);
    expect(after.components?.transforms).toEqual(before.components?.transforms);
  });
});

describe("windows that an engine can't have", () => {
  it.each<{ windowFn: WindowFn; feature: string }>([
    { windowFn: merged, feature: "windows that a function of the program merges" },
    { windowFn: values, feature: "windows of the program's own, which are no intervals" },
  ])("are refused, with the step and the runners that can: $windowFn", async ({ windowFn, feature }) => {
    const proto = await windowedBy(windowFn);
    for (const runner of ["prism", "flink", "spark"] as const) {
      expect(() => {
        checkFeatures(runner, proto);
      }).toThrow(`The ${runner} runner can't run step "W": it needs ${feature}.`);
    }
    checkFeatures("direct", proto);
  });

  it("name what can be done", async () => {
    const proto = await windowedBy(values);
    const check = (): void => {
      checkFeatures("flink", proto);
    };
    expect(check).toThrow(UnsupportedFeatureError);
    expect(check).toThrow(/run it on another: {2}--runner=direct/);
  });

  it.each([calendarDays(1), intervals, sessions(millis(5))])("are none of these: $0", async (windowFn) => {
    const proto = await windowedBy(windowFn);
    for (const runner of ["direct", "prism", "flink", "spark", "portable"] as const) checkFeatures(runner, proto);
  });
});
