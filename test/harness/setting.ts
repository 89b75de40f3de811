import { afterEach } from "vitest";
import { startWorker, type Worker, type WorkerOptions } from "../../sdk/harness/worker.ts";
import { Pipeline } from "../../sdk/index.ts";
import { FakeRunner } from "./fake-runner.ts";
import { decodeElements, encodeElements, inGlobalWindow, remoteStage, type RemoteStage } from "./remote-stage.ts";

const ending: (() => unknown)[] = [];

/** Ends what the tests of a file have started, after each. */
export function endAfterEach(): void {
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
  });
}

export const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

export async function newRunner(): Promise<FakeRunner> {
  const runner = await FakeRunner.start();
  ending.push(() => {
    runner.close();
  });
  return runner;
}

/** Starts a worker of a pipeline's functions that ends with the test. */
export function workerOf(runner: FakeRunner, pipeline: Pipeline, options: Partial<WorkerOptions> = {}): Worker {
  const worker = startWorker({
    id: "w1",
    controlEndpoint: runner.address,
    provisionEndpoint: runner.address,
    functions: pipeline.functions,
    ...options,
  });
  ending.push(() => worker.stop());
  return worker;
}

/** A runner and a worker for the stage of one step, which has one source and one sink. */
export interface Setting {
  readonly runner: FakeRunner;
  readonly worker: Worker;
  readonly stage: RemoteStage;
  /** Sends the elements of a bundle, all of them. */
  readonly feed: (id: string, values: readonly unknown[]) => Promise<void>;
  /** What a bundle has put out. */
  readonly put: (id: string) => unknown[];
}

export async function setting(pipeline: Pipeline, step: string, parts: SettingParts = {}): Promise<Setting> {
  const runner = await newRunner();
  runner.runnerCapabilities = parts.runnerCapabilities ?? [];
  const stage = await remoteStage(pipeline, step, runner.address, {
    ...(parts.hasState === true ? { stateAddress: runner.address, hasStateBackedIterables: true } : {}),
  });
  runner.descriptors.set(stage.descriptor.id, stage.descriptor);
  const [source = ""] = stage.sources;
  const [sink = ""] = stage.sinks;
  return {
    runner,
    stage,
    worker: workerOf(runner, pipeline, {
      ...(parts.hasLog === true ? { loggingEndpoint: runner.address } : {}),
      ...parts.worker,
    }),
    feed: (id, values) =>
      runner.send(id, source, encodeElements(stage.coder(source), values.map(inGlobalWindow)), true),
    put: (id) => decodeElements(stage.coder(sink), runner.output(id, sink).chunks).map(({ value }) => value),
  };
}

export interface SettingParts {
  readonly runnerCapabilities?: string[];
  readonly hasState?: boolean;
  /** Whether the runner takes the worker's log. */
  readonly hasLog?: boolean;
  readonly worker?: Partial<WorkerOptions>;
}

/** A pipeline of one stage between two shuffles: `Step` gives ten times each number. */
export function tenfold(fn: (n: number) => number | Promise<number> = (n) => n * 10): Pipeline {
  const p = newPipeline();
  p.create([0]).reshuffle().map("Step", fn).reshuffle("Out");
  return p;
}
