import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { bundleBoot } from "../../../sdk/staging/bundle-boot.ts";
import { lastWordsVariable } from "../../../sdk/staging/last-words.ts";
import { feedFlattens } from "../../../runners/portable/rewrites/feed-flattens.ts";
import { holdWindows } from "../../../runners/portable/rewrites/hold-windows.ts";
import { liftCombines } from "../../../runners/portable/rewrites/lift-combines.ts";
import { recodeFlattens } from "../../../runners/portable/rewrites/recode-flattens.ts";
import { ApiError } from "./api-error.ts";
import { EngineJob, type EngineJobParts } from "./engine-job.ts";
import type { Execution, JobEvents, JobExecutor, JobResource, TakenJob } from "./executor.ts";
import type { FakePubSub } from "./fake-pubsub.ts";
import { incompatibility } from "./incompatibility.ts";
import { makeLocal } from "./local-environments.ts";
import { emulatedStore, rememberingStore } from "./object-store.ts";
import { checkPackages, readStagedJob } from "./staged-job.ts";

/** What the jobs of a double run on. */
export interface EngineOptions {
  readonly engine: "prism" | "flink";
  /** Returns the `host:port` of its job server. */
  readonly jobEndpoint: () => string;
  /** Returns the `http://host:port` of the emulator of Cloud Storage. */
  readonly storageEndpoint: () => string;
  /** Returns what is wrong with a job beyond what the double looks at itself; `read` gives the objects that it names. */
  readonly validate?: (job: JobResource, read: (url: string) => Uint8Array | undefined) => readonly string[];
  /** What stands in the place of Pub/Sub; without it, no engine can run jobs that read or publish there. */
  readonly pubSub?: () => FakePubSub;
  /** Called when a job was taken, before anything is read for its workers. */
  readonly beforeRun?: (job: TakenJob) => Promise<void>;
}

/**
 * Returns an executor that runs jobs as the service would: it knows nothing of the program but the job, and what that
 * refers to in Cloud Storage; workers are started by the boot program of Purlin's image, as processes of this machine.
 */
export function engineExecutor(options: EngineOptions): JobExecutor {
  const store = emulatedStore(options.storageEndpoint);
  return {
    async check(job) {
      const { objects, ...remembering } = rememberingStore(store);
      await checkPackages(job, await readStagedJob(job, remembering), remembering);
      const problems = options.validate?.(job, (url) => objects.get(url)) ?? [];
      if (problems.length === 0) return;
      const violations = problems.map((description) => ({ field: "job", description }));
      throw new ApiError(400, `The workflow could not be created: ${problems.join("; ")}`, { violations });
    },
    async incompatibility(old, replacement) {
      const [before, after] = await Promise.all([readStagedJob(old, store), readStagedJob(replacement, store)]);
      return incompatibility(before.pipeline, after.pipeline, replacement.transformNameMapping ?? {});
    },
    run: (job, events) => execute(options, job, events),
  };
}

function execute(options: EngineOptions, job: TakenJob, events: JobEvents): Execution {
  const running = new EngineJob(events, (folder) => partsOf(options, job, { folder, events }));
  return {
    cancel: () => {
      running.cancel();
    },
    drain: () => {
      running.drain();
      options.pubSub?.().drain();
    },
    stop: () => {
      running.stop();
    },
    metrics: () => running.metrics(),
  };
}

/** Makes what an engine is given of a job. */
async function partsOf(
  { engine, jobEndpoint, storageEndpoint, beforeRun, pubSub }: EngineOptions,
  job: TakenJob,
  { folder, events }: { readonly folder: string; readonly events: JobEvents },
): Promise<EngineJobParts> {
  await beforeRun?.(job);
  const store = emulatedStore(storageEndpoint);
  const staged = await readStagedJob(job, store);
  const lastWords = await mkdtemp(path.join(folder, "last-words-"));
  const { launcher } = await bundleBoot();
  const env = { [lastWordsVariable]: lastWords, STORAGE_EMULATOR_HOST: storageEndpoint() };
  const images = await makeLocal(staged, store, { launcher, env, folder });
  events.message("JOB_MESSAGE_DETAILED", `Workers are made from ${images.join(", ")}.`);
  const { pipeline } = staged;
  pubSub?.().takeOver(pipeline);
  // The service does itself what these do for engines that don't.
  liftCombines(pipeline);
  holdWindows(pipeline);
  recodeFlattens(pipeline);
  if (engine === "flink") feedFlattens(pipeline);
  const pipelineOptions = optionsFor(engine, staged.options);
  return { endpoint: jobEndpoint(), jobName: job.name, pipeline, pipelineOptions, lastWords };
}

/**
 * Workers of the service get the options of the job as they are. So do those of Prism; the job server of Flink reads no
 * option whose name has another form than the Job API's.
 */
function optionsFor(
  engine: EngineOptions["engine"],
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (engine === "prism") return options;
  return { "beam:option:parallelism:v1": 2, "beam:option:dataflow_options:v1": options };
}
