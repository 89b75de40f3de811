import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { Pipeline, type MetricsJson } from "../../sdk/index.ts";
import { describeWithTools } from "../services/tools.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("the metrics of a job on Prism", builder, () => {
  it(
    "are of every kind, attempted and committed, and in the file that is asked for",
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "purlin-metrics-"));
      try {
        const metricsOut = path.join(folder, "metrics.json");
        const p = Pipeline.create({ runner: "prism", quiet: true, metricsOut });
        p.create([1, 2, 3]).map(
          "Step",
          (n, { metrics }) => {
            metrics.counter("seen").inc();
            metrics.counter("halves").inc(n / 2);
            metrics.distribution("sizes").update(n);
            metrics.gauge("last").set(n);
            metrics.stringSet("kinds").add(n % 2 === 0 ? "even" : "odd");
            return n;
          },
          { resourceHints: { cpuCount: 1 }, displayData: { kinds: 2 }, annotations: { note: "of a test" } },
        );
        const { metrics } = await p.run();
        expect(metrics.counters({ step: "Step", name: "seen" })).toEqual([
          { step: "Step", name: "seen", value: 3, attempted: undefined, committed: 3 },
        ]);
        expect(metrics.counter("halves")).toBe(3);
        expect(metrics.distributions({ name: "sizes" }).map(({ value }) => value)).toEqual([
          { count: 3, sum: 6, min: 1, max: 3 },
        ]);
        expect(metrics.gauges().map(({ step, name, value: { value } }) => [step, name, value])).toEqual([
          ["Step", "last", 3],
        ]);
        expect(metrics.stringSets().map(({ value }) => value)).toEqual([new Set(["even", "odd"])]);
        const written = JSON.parse(await readFile(metricsOut, "utf8")) as MetricsJson;
        expect(written).toMatchObject({
          runner: "prism",
          state: "done",
          counters: JSON.parse(JSON.stringify(metrics.counters())) as unknown,
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    10 * 60_000,
  );
});
