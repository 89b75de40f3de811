import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import hourlyTeamScore from "../../examples/hourly-team-score.ts";
import joins from "../../examples/joins.ts";
import windowedWordCount from "../../examples/windowed-wordcount.ts";
import { findFileSystem } from "../../io/filesystems/find-file-system.ts";
import { DataflowError } from "../../runners/dataflow/index.ts";
import type { Job, PipelineDefinition, PipelineOptions } from "../../sdk/index.ts";
import { compareRunners } from "../../sdk/testing/index.ts";
import type { TakenJob } from "../services/dataflow/executor.ts";
import { emulatedStore } from "../services/dataflow/object-store.ts";
import { putObject } from "../services/dataflow/hand-made-job.ts";
import { dataflowTools, useDataflow } from "../services/dataflow/use-dataflow.ts";
import { describeWithTools } from "../services/tools.ts";
import fails from "./programs/fails.ts";
import waits from "./programs/waits.ts";
import wordCount from "./programs/word-count.ts";

const timeout = 120_000;
const data = path.join(import.meta.dirname, "../../examples/data");

describeWithTools("jobs for Dataflow, by its double on Prism", dataflowTools("prism"), () => {
  let beforeRun: (job: TakenJob) => Promise<void> = () => Promise.resolve();
  const dataflow = useDataflow("prism", { beforeRun: (job) => beforeRun(job) });
  beforeAll(async () => {
    for (const name of ["genesis.txt", "plays.csv", "games.csv", "countries.csv"]) {
      const bytes = await readFile(path.join(data, name));
      await putObject(dataflow.storageEndpoint(), { bucket: "tests", name: `data/${name}`, bytes });
    }
  });

  /** Starts a program's job on the double. */
  const start = async <Options extends PipelineOptions>(
    definition: PipelineDefinition<Options>,
    jobName: string,
    options: Partial<Options> = {},
  ): Promise<Job> => {
    const own = { runner: "dataflow", quiet: true, jobName };
    const pipeline = await definition.build({ dataflow: dataflow.options(), ...own, ...options });
    return pipeline.start();
  };
  const recordOf = (jobName: string) => {
    const record = dataflow.double().jobs.findLast(({ job }) => job.name === jobName);
    if (record === undefined) throw new Error(`There is no job ${jobName}.`);
    return record;
  };
  const isRunning = (jobName: string): Promise<void> =>
    vi.waitFor(() => expect(recordOf(jobName).state).toBe("JOB_STATE_RUNNING"), { timeout: 30_000 });
  const linesUnder = async (prefix: string): Promise<string[]> => {
    const store = emulatedStore(dataflow.storageEndpoint);
    const files = await (await findFileSystem(prefix)).match(`${prefix}-*`);
    const texts = await Promise.all(files.map(async (file) => Buffer.from(await store.read(file.path)).toString()));
    return texts.flatMap((text) => text.split("\n").slice(0, -1)).sort();
  };

  it(
    "count the words of files in Cloud Storage as the direct runner does, by files and metrics",
    { timeout },
    async () => {
      const input = "gs://tests/data/genesis.txt";
      const direct = await wordCount.run({ input, output: "gs://tests/out/direct", quiet: true });
      const job = await start(wordCount, "word-count", { input, output: "gs://tests/out/dataflow" });
      const { metrics } = await job.waitUntilFinish();
      const lines = await linesUnder("gs://tests/out/dataflow");
      expect(lines.length).toBeGreaterThan(2_000);
      expect(lines).toEqual(await linesUnder("gs://tests/out/direct"));
      const told = (of: typeof metrics): unknown => ({
        counters: of.counters({ name: "words" }).map(({ step, committed }) => [step, committed]),
        lengths: of.distributions({ name: "wordsOfLine" }).map(({ step, value }) => [step, value]),
        initials: of.stringSets({ name: "initials" }).map(({ step, value }) => [step, [...value].sort()]),
      });
      expect(told(metrics)).toEqual(told(direct.metrics));
      expect(metrics.counters().map(({ name }) => name)).not.toContain("wordsOfLine_MAX");
    },
  );

  it.each([
    { name: "sums in windows", definition: hourlyTeamScore, options: { input: "gs://tests/data/plays.csv" } },
    { name: "counts in windows", definition: windowedWordCount, options: { input: "gs://tests/data/genesis.txt" } },
    ...(["sideInput", "join"] as const).map((by) => ({
      name: `names by ${by}`,
      definition: joins,
      options: { by, games: "gs://tests/data/games.csv", countries: "gs://tests/data/countries.csv" },
    })),
  ])(
    "give what the direct runner gives, with times and windows: $name",
    { timeout },
    async ({ definition, options }) => {
      const comparison = await compareRunners(definition as PipelineDefinition, {
        runners: ["direct", "dataflow"],
        options: { ...options, output: "gs://tests/out/compared", dataflow: dataflow.options() } as object,
      });
      expect(comparison.runs.map(({ error, differences }) => [error, differences])).toEqual([
        [undefined, []],
        [undefined, []],
      ]);
      expect(comparison.runs[0]?.elements).toBeGreaterThan(5);
    },
  );

  it("fail with the step, its place and the cause in the submitter's error", { timeout }, async () => {
    const job = await start(fails, "fails");
    const error: unknown = await job.waitUntilFinish().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataflowError);
    expect(String(error)).toMatch(/step "Parse" failed: TypeError: two is bad/);
    expect(String(error)).toMatch(/step made at +\S*programs\/fails\.ts:5:\d+/);
    expect((error as DataflowError).cause).toMatchObject({
      step: "Parse",
      cause: { name: "TypeError", stack: expect.stringMatching(/programs\/fails\.ts:6:\d+/) as unknown },
    });
  });

  it("fail where workers are given other files than were staged", { timeout }, async () => {
    beforeRun = async ({ environment }) => {
      const [{ location } = {}] = environment?.workerPools?.[0]?.packages ?? [];
      const name = (location ?? "").replace("gs://tests/", "");
      await putObject(dataflow.storageEndpoint(), { bucket: "tests", name, bytes: Buffer.from("spoiled") });
    };
    try {
      const job = await start(waits, "spoiled", { seconds: 0 });
      const error: unknown = await job.waitUntilFinish().catch((thrown: unknown) => thrown);
      expect((error as DataflowError).cause).toMatchObject({ name: "WrongArtifactError" });
      expect(String(error)).toMatch(/program\.mjs/);
    } finally {
      beforeRun = () => Promise.resolve();
    }
  });

  it("end when they are cancelled", { timeout }, async () => {
    const job = await start(waits, "cancelled");
    await isRunning("cancelled");
    await job.cancel();
    expect([job.state, recordOf("cancelled").state]).toEqual(["cancelled", "JOB_STATE_CANCELLED"]);
  });

  it("stage nothing that lies there already", { timeout }, async () => {
    const run = async (): Promise<unknown> => {
      const job = await start(waits, "again", { seconds: 0 });
      await job.waitUntilFinish();
      const pattern = "gs://tests/temp/staging/*";
      const files = await (await findFileSystem(pattern)).match(pattern);
      return files.map((file) => [file.path, file.lastModifiedMillis]);
    };
    const first = await run();
    expect(first).not.toEqual([]);
    expect(await run()).toEqual(first);
  });
});
