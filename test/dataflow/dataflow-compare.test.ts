import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { putObject } from "../services/dataflow/hand-made-job.ts";
import { dataflowTools, useDataflow } from "../services/dataflow/use-dataflow.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";

const root = path.join(import.meta.dirname, "../..");
const timeout = 240_000;
const needed = [...dataflowTools("prism"), tools.java, tools.maven];

describeWithTools("a comparison of this process, Flink and Dataflow", needed, () => {
  const dataflow = useDataflow("prism");
  const jobEndpoint = useJobServer(() => startFlinkJobServer("embedded", tellOf("flink")));
  beforeAll(async () => {
    for (const name of ["plays.csv", "genesis.txt"]) {
      const bytes = await readFile(path.join(root, "examples/data", name));
      await putObject(dataflow.storageEndpoint(), { bucket: "tests", name: `data/${name}`, bytes });
    }
  });
  const run = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    return stdout;
  };
  const cloud = (input: string): string[] => {
    const [, ...service] = dataflow.args();
    return [
      `--input=gs://tests/data/${input}`,
      "--output=gs://tests/out/compared",
      "--quiet",
      `--jobEndpoint=${jobEndpoint()}`,
      ...service,
    ];
  };
  const row = (runner: string, outcome: string): RegExp =>
    new RegExp(String.raw`^${runner} +\d+\.\d\d s +[1-9]\d+ +${outcome}$`, "m");

  it("is what an example does", { timeout }, async () => {
    const table = await run("examples/compare-runners.ts", "--runners=direct,flink,dataflow", ...cloud("plays.csv"));
    expect(table).toMatch(row("direct", "the others are compared with it"));
    expect(table).toMatch(row("flink", "equal"));
    expect(table).toMatch(row("dataflow", "equal"));
  });

  it("is made by a command of any program, also of a script", { timeout }, async () => {
    const compare = [
      "runners/cli/main.ts",
      "compare",
      "examples/wordcount.ts",
      "--runners=direct,flink,dataflow",
      "--",
    ];
    const table = await run(...compare, ...cloud("genesis.txt"));
    expect(table).toMatch(row("flink", "equal"));
    expect(table).toMatch(row("dataflow", "equal"));
    expect(table).toContain('compared: what comes of "Format", "Table"');
  });
});
