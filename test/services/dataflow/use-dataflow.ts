import { afterAll, beforeAll } from "vitest";
import { startFlinkJobServer } from "../../../runners/flink/job-server.ts";
import { tools, type Tool } from "../../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../../runners/prism/job-server.ts";
import type { DataflowOptions } from "../../../sdk/options/dataflow-options.ts";
import { gcsTools, useGcs } from "../gcs.ts";
import { tellOf, useJobServer } from "../job-server.ts";
import { startDataflowDouble, type DataflowDouble } from "./dataflow-double.ts";
import { validateJob } from "../../dataflow/validator/validate-job.ts";
import { engineExecutor, type EngineOptions } from "./engine-executor.ts";

type EngineName = EngineOptions["engine"];

const engines = {
  prism: { start: () => startPrism(tellOf("prism")), tools: process.env.PURLIN_PRISM === undefined ? [tools.go] : [] },
  flink: { start: () => startFlinkJobServer("embedded", tellOf("flink")), tools: [tools.java, tools.maven] },
};

/** What the double of Dataflow needs where jobs run on an engine: to be given to `describeWithTools`. */
export function dataflowTools(engine: EngineName): readonly Tool[] {
  return [...new Set([...engines[engine].tools, ...gcsTools])];
}

/** A double of Dataflow for the tests of a block. */
export interface DataflowForTests {
  readonly double: () => DataflowDouble;
  /** The `http://host:port` of the double of Cloud Storage, which has the bucket `"tests"`. */
  readonly storageEndpoint: () => string;
  /** What a program needs to run its jobs there. */
  readonly options: () => DataflowOptions;
  /** The same as the arguments of a program. */
  readonly args: () => readonly string[];
}

/** How a double for tests is. */
export interface UseDataflow extends Partial<Omit<EngineOptions, "engine">> {
  /** Whether new jobs are hard to find at first; true when left out. */
  readonly isShaky?: boolean;
}

/**
 * Starts doubles of Dataflow and of Cloud Storage, and an engine, for the tests of a block, and ends them after these. What
 * the validator finds fault with is refused.
 */
export function useDataflow(engine: EngineName, { isShaky = true, ...executor }: UseDataflow = {}): DataflowForTests {
  const storageEndpoint = useGcs("tests");
  const jobEndpoint = useJobServer(engines[engine].start);
  let started: DataflowDouble | undefined;
  beforeAll(async () => {
    started = await startDataflowDouble({
      executor: engineExecutor({
        engine,
        jobEndpoint,
        storageEndpoint,
        validate: (job, read) => validateJob(job, { read }),
        ...executor,
      }),
      isShaky,
    });
  });
  afterAll(() => started?.close());
  const double = (): DataflowDouble => {
    if (started === undefined) throw new Error("The double of Dataflow is asked for before it was started.");
    return started;
  };
  const options = (): DataflowOptions => ({
    project: "test-project",
    region: "europe-west1",
    tempLocation: "gs://tests/temp",
    sdkContainerImage: "europe-docker.pkg.dev/test-project/images/purlin:1",
    dataflowEndpoint: double().endpoint,
  });
  const args = (): readonly string[] => [
    "--runner=dataflow",
    ...Object.entries(options()).map(([name, value]) => `--${name}=${String(value)}`),
  ];
  return { double, storageEndpoint, options, args };
}
