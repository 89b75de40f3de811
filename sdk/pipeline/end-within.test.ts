import { describe, expect, it } from "vitest";
import { MetricResults } from "../metrics/metric-results.ts";
import { days, millis } from "../values/duration.ts";
import { endWithin } from "./end-within.ts";
import { Pipeline } from "./pipeline.ts";
import type { PipelineResult } from "./result.ts";

const metrics = new MetricResults(new Map());
const job = { metrics: () => Promise.resolve(metrics) };
const done: PipelineResult = { state: "done", metrics };
const never = new Promise<PipelineResult>(() => undefined);

describe("waiting with a limit", () => {
  it.each([
    { name: "no limit", limit: undefined },
    { name: "a limit that is not met", limit: millis(1_000) },
    { name: "a limit longer than timers can be", limit: days(1_000) },
  ])("gives the result of a job that ends, with $name", async ({ limit }) => {
    expect(await endWithin(job, Promise.resolve(done), limit)).toBe(done);
  });

  it("rejects with the error of a job that fails", async () => {
    await expect(endWithin(job, Promise.reject(new Error("no")), millis(1_000))).rejects.toThrow("no");
  });

  it("gives the metrics of a job that goes on, as far as they can be read", async () => {
    expect(await endWithin(job, never, millis(1))).toEqual({ state: "running", metrics });
    const unread = await endWithin({ metrics: () => Promise.reject(new Error("no")) }, never, millis(1));
    expect([unread.state, unread.metrics.counters()]).toEqual(["running", []]);
  });

  it("leaves the job as it is, whose end can be waited for again", async () => {
    const go = Promise.withResolvers<undefined>();
    const p = Pipeline.create({ quiet: true });
    p.create([1]).map(async (n) => {
      await go.promise;
      return n;
    });
    const running = await p.start();
    expect(await running.waitUntilFinish(millis(20))).toMatchObject({ state: "running" });
    go.resolve(undefined);
    expect(await running.waitUntilFinish(millis(20_000))).toMatchObject({ state: "done" });
  });
});
