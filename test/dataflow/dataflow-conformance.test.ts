import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { foldedProblems } from "../../sdk/testing/conformance/run-folded.ts";
import { prismSkips } from "../conformance/prism-skips.ts";
import program, { folded } from "../parallel/programs/conformance.ts";
import { dataflowTools, useDataflow } from "../services/dataflow/use-dataflow.ts";
import { describeWithTools } from "../services/tools.ts";

describeWithTools("conformance of the dataflow runner, by its double on Prism", dataflowTools("prism"), () => {
  const dataflow = useDataflow("prism", { isShaky: false });

  it("gives the results of all cases that the engine can run, in one job", { timeout: 240_000 }, async () => {
    // Workers are processes of this machine: what they observe they leave in files here.
    const folder = mkdtempSync(path.join(tmpdir(), "purlin-dataflow-"));
    try {
      const skipped = prismSkips.flatMap(({ tests }) => tests);
      const own = { runner: "dataflow", quiet: true, jobName: "conformance" };
      const { metrics } = await program.run({ ...own, dataflow: dataflow.options(), folder, skipped });
      expect(folded.length).toBeGreaterThan(100);
      expect([...foldedProblems(folded, metrics)].filter(([, problems]) => problems.length > 0)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
