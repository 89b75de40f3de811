import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MetricsJson } from "../metrics/metric-results.ts";
import { Pipeline } from "./pipeline.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "purlin-metrics-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Written = MetricsJson & { readonly runner: string; readonly state: string };

const read = async (file: string): Promise<Written> => JSON.parse(await readFile(file, "utf8")) as Written;

function reporting(metricsOut: string, isBad = false): Pipeline {
  const p = Pipeline.create({ quiet: true, metricsOut });
  p.create([1, 2])
    .map("Step", (n, { metrics }) => {
      metrics.counter("seen").inc();
      metrics.distribution("sizes").update(n);
      metrics.gauge("last").set(n / 2);
      metrics.stringSet("kinds").add(n % 2 === 0 ? "even" : "odd");
      return n;
    })
    .reshuffle()
    .map("Later", (n, { metrics }) => {
      metrics.counter("later").inc();
      if (isBad) throw new Error("bad");
      return n;
    });
  return p;
}

describe("metricsOut", () => {
  it("has all metrics of a job that is done, in a folder that is made for it", async () => {
    const file = path.join(folder, "new", "metrics.json");
    await reporting(file).run();
    const { runner, state, counters, distributions, gauges, stringSets } = await read(file);
    expect({ runner, state }).toEqual({ runner: "direct", state: "done" });
    expect(counters).toEqual([
      { step: "Step", name: "seen", value: 2, attempted: 2, committed: 2 },
      { step: "Later", name: "later", value: 2, attempted: 2, committed: 2 },
    ]);
    const sizes = { count: 2, sum: 3, min: 1, max: 2 };
    expect(distributions).toEqual([{ step: "Step", name: "sizes", value: sizes, attempted: sizes, committed: sizes }]);
    expect(gauges.map(({ step, name, value }) => [step, name, value.value])).toEqual([["Step", "last", 1]]);
    expect(stringSets.map(({ name, value }) => [name, value])).toEqual([["kinds", ["even", "odd"]]]);
    expect(await readdir(path.dirname(file))).toEqual(["metrics.json"]);
  });

  it("tells of a failed job what was attempted, and that nothing of the failed bundle is committed", async () => {
    const file = path.join(folder, "metrics.json");
    await expect(reporting(file, true).run()).rejects.toThrow("bad");
    const { state, counters } = await read(file);
    expect(state).toBe("failed");
    expect(counters).toEqual([
      { step: "Step", name: "seen", value: 2, attempted: 2, committed: 2 },
      { step: "Later", name: "later", value: 1, attempted: 1 },
    ]);
  });

  it("is an error of the run where it can't be written, and leaves nothing behind", async () => {
    await writeFile(path.join(folder, "file"), "");
    const inFile = reporting(path.join(folder, "file", "metrics.json"));
    await expect(inFile.run()).rejects.toMatchObject({ code: "PURLIN_METRICS_FILE" });
    await expect(reporting(folder).run()).rejects.toMatchObject({ code: "PURLIN_METRICS_FILE" });
    expect(await readdir(path.dirname(folder))).not.toContainEqual(
      expect.stringMatching(`^${path.basename(folder)}.+tmp$`),
    );
  });

  it("leaves a failed job its own error", async () => {
    await expect(reporting(folder, true).run()).rejects.toThrow("bad");
  });
});
