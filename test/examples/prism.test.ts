import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startPrism } from "../../runners/prism/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { itAgreesOnExamples } from "./compare-example.ts";
import { countsOf, dataLines, wordsOf } from "./run-example.ts";

const root = join(import.meta.dirname, "../..");

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("the examples on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  itAgreesOnExamples("prism", { options: () => ({ jobEndpoint: jobEndpoint() }) });

  it("counts as a program what a loop counts: wordcount", async () => {
    const folder = mkdtempSync(join(tmpdir(), "purlin-prism-"));
    try {
      const options = ["--runner=prism", `--jobEndpoint=${jobEndpoint()}`, `--output=${folder}/counts`, "--quiet"];
      await promisify(execFile)(process.execPath, ["examples/wordcount.ts", ...options], { cwd: root });
      const lines = readdirSync(folder)
        .filter((file) => file !== "counts-top.txt")
        .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n").slice(0, -1));
      const counts = countsOf(dataLines("genesis.txt").flatMap(wordsOf));
      expect(lines.sort()).toEqual([...counts].map(([word, n]) => `${word}: ${n}`).sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
