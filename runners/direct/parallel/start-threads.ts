import { toBinary } from "@bufbuild/protobuf";
import { pathToFileURL } from "node:url";
import type { ProgramSource } from "../../../sdk/fn/program-source.ts";
import { PipelineSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { recordedOptions } from "../../../sdk/options/replay.ts";
import type { RunRequest } from "../../../sdk/pipeline/runner.ts";
import { findableFile } from "../../../sdk/staging/findable-file.ts";
import { fingerprintOf } from "../../../sdk/staging/fingerprint.ts";
import { writeJobFacts } from "../../../sdk/staging/job-file.ts";
import { purlinFile } from "../../../sdk/staging/purlin-files.ts";
import { leastElements } from "../bundling/cutter-of.ts";
import { MemoryBudget } from "../engine/memory-budget.ts";
import type { PendingInput } from "../engine/pending-input.ts";
import { SpillSpace, type SpillStore } from "../engine/spill-space.ts";
import type { StageSpec } from "../engine/stage-spec.ts";
import type { PipelinePlan } from "../planner/plan-pipeline.ts";
import type { SpillOptions } from "../spill/spill-options.ts";
import { ChunkInput, ImpulseInput, type TakenChunks } from "./chunk-input.ts";
import { JobThread } from "./job-thread.ts";
import type { ThreadStart } from "./messages.ts";
import { inOneThread, threadsCantFind } from "./parallel-errors.ts";
import { newTallies } from "./shared-tallies.ts";
import { SideLogs } from "./side-logs.ts";
import { threadLimits } from "./thread-limits.ts";
import { StageThreads } from "./stage-threads.ts";
import { ThreadCounts } from "./thread-counts.ts";

/** What threads are started for. */
export interface ThreadsRequest {
  readonly request: RunRequest;
  readonly program: ProgramSource;
  readonly plan: PipelinePlan;
  /** How many there are. */
  readonly parallelism: number;
  readonly spill: SpillOptions;
  readonly abort: AbortController;
  readonly files: SpillStore;
}

/** Threads that are ready to run a job's stages. */
export interface StartedThreads {
  readonly stages: StageThreads;
  readonly newInputOf: (spec: StageSpec) => PendingInput<TakenChunks>;
}

/** Groups are divided into so many partitions for each thread: it matters less then that some are larger. */
const partitionsPerThread = 4;
/** How long a program may take to come to its pipeline when it is evaluated again. */
const evaluationMillis = 180_000;

/**
 * Starts threads that evaluate the program again and run the stages of its pipeline.
 *
 * @throws PipelineNotFoundError when they don't find the pipeline in the program
 * @throws GraphMismatchError when the program builds another one there
 */
export async function startThreads(started: ThreadsRequest): Promise<StartedThreads> {
  const { plan, program, parallelism, spill, abort, files } = started;
  // Each has its own memory for groups, and this thread some for what is on its way.
  const share = { ...spill, memoryBytes: spill.memoryBytes / (parallelism + 1) };
  const budget = new MemoryBudget(share.memoryBytes);
  const partitionCount = parallelism * partitionsPerThread;
  const counts = new ThreadCounts();
  const sides = new SideLogs(plan.sides, budget, files);
  const start = threadStart(started, share, partitionCount);
  const main = pathToFileURL(purlinFile("runners/direct/parallel/thread/thread-main"));
  const limits = threadLimits(parallelism);
  const threads = Array.from(
    { length: parallelism },
    () =>
      new JobThread({
        main,
        args: program.args,
        limits,
        start,
        sideFeed: (name) => sides.open(name),
        counted: (thread, counted) => {
          counts.note(thread, counted);
        },
      }),
  );
  try {
    await whenReady(threads, start.file);
  } catch (error) {
    await Promise.all(threads.map((thread) => thread.terminate()));
    throw error;
  }
  const { functions } = started.request;
  const least = new Map(plan.stages.map(({ spec, descriptor }) => [spec.id, leastElements(descriptor, functions)]));
  const leastOf = (stageId: string): number => least.get(stageId) ?? 1;
  return {
    stages: new StageThreads({
      plan,
      threads,
      counts,
      sides,
      budget,
      leastElements: leastOf,
      signal: abort.signal,
    }),
    newInputOf: (spec) => inputOf(spec, partitionCount, new SpillSpace(spec.name, budget, files)),
  };
}

function threadStart(
  { request: { pipeline, callSites, options }, program, plan }: ThreadsRequest,
  spill: SpillOptions,
  partitionCount: number,
): Omit<ThreadStart, "port"> {
  const job = writeJobFacts({
    args: program.args,
    definitionOptions: program.isDefinition ? program.options : undefined,
    parsedOptions: recordedOptions(),
    values: program.values,
    fingerprint: fingerprintOf(pipeline),
    callSites: new Map([...callSites].map(([step, site]) => [step, site.toString()])),
  });
  return {
    file: findableFile(program, inOneThread),
    isDefinition: program.isDefinition,
    job,
    pipeline: toBinary(PipelineSchema, pipeline),
    partitionCount,
    spill,
    strict: options.strict ?? false,
    tallies: newTallies(plan.stepNames),
  };
}

function inputOf(spec: StageSpec, partitionCount: number, space: SpillSpace): PendingInput<TakenChunks> {
  if (spec.kind === "root") return new ImpulseInput();
  return spec.kind === "aggregate" ? new ChunkInput(space, partitionCount, true) : new ChunkInput(space, 1, false);
}

async function whenReady(threads: readonly JobThread[], file: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seconds = String(evaluationMillis / 1_000);
      reject(threadsCantFind(`"${file}" did not call run() within ${seconds} s when it was evaluated again`));
    }, evaluationMillis);
  });
  try {
    await Promise.race([Promise.all(threads.map((thread) => thread.ready())), late]);
  } finally {
    clearTimeout(timer);
  }
}
