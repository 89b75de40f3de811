import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, it } from "vitest";
import hourlyTeamScore from "../../examples/hourly-team-score.ts";
import type { PipelineDefinition } from "../../sdk/index.ts";
import { compareRunners } from "../../sdk/testing/index.ts";
import { putObject } from "../services/dataflow/hand-made-job.ts";
import { dataflowTools, useDataflow } from "../services/dataflow/use-dataflow.ts";
import { describeWithTools } from "../services/tools.ts";
import fails from "./programs/fails.ts";
import wordCount from "./programs/word-count.ts";

const timeout = 300_000;
const data = path.join(import.meta.dirname, "../../examples/data");

describeWithTools("jobs for Dataflow, by its double on Flink", dataflowTools("flink"), () => {
  const dataflow = useDataflow("flink");
  beforeAll(async () => {
    for (const name of ["genesis.txt", "plays.csv"]) {
      const bytes = await readFile(path.join(data, name));
      await putObject(dataflow.storageEndpoint(), { bucket: "tests", name: `data/${name}`, bytes });
    }
  });

  it.each([
    { name: "counted words", definition: wordCount, input: "gs://tests/data/genesis.txt" },
    { name: "sums in windows", definition: hourlyTeamScore, input: "gs://tests/data/plays.csv" },
  ])("give what the direct runner gives: $name", { timeout }, async ({ definition, input }) => {
    // The options that both have: the compiler would know those of one program alone.
    const comparison = await compareRunners(definition as unknown as PipelineDefinition, {
      runners: ["direct", "dataflow"],
      options: { input, output: "gs://tests/out/compared", dataflow: dataflow.options() } as object,
    });
    expect(comparison.runs.map(({ error, differences }) => [error, differences])).toEqual([
      [undefined, []],
      [undefined, []],
    ]);
    expect(comparison.runs[1]?.elements).toBeGreaterThan(5);
  });

  it("fail with the step and its place in the submitter's error", { timeout }, async () => {
    const error: unknown = await fails
      .run({ runner: "dataflow", quiet: true, jobName: "fails", dataflow: dataflow.options() })
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/step "Parse" failed: TypeError: two is bad/);
    expect(String(error)).toMatch(/step made at +\S*programs\/fails\.ts:5:\d+/);
  });
});
