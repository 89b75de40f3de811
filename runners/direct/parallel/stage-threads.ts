import { userStepOf } from "../../../sdk/exec/user-step.ts";
import { handled, within } from "../../../sdk/exec/maybe-promise.ts";
import type { MemoryBudget } from "../engine/memory-budget.ts";
import type { PendingInput } from "../engine/pending-input.ts";
import type { Bundle, StageSpec } from "../engine/stage-spec.ts";
import type { PipelinePlan } from "../planner/plan-pipeline.ts";
import type { BundleResult, StageRunner, StepMetrics } from "../stage-runner.ts";
import { BundleTask } from "./bundle-task.ts";
import { ChunkFeed } from "./chunk-feed.ts";
import type { ChunkInput, TakenChunks } from "./chunk-input.ts";
import type { KeptChunk } from "./chunk-log.ts";
import { divideChunks, equalShares, joinPartitions, sharesFor } from "./divide-chunks.ts";
import type { JobThread } from "./job-thread.ts";
import { metricsFrom } from "./metrics-record.ts";
import type { SideLogs } from "./side-logs.ts";
import { Tasks } from "./tasks.ts";
import type { ThreadCounts } from "./thread-counts.ts";

/** What a job's stages are run on. */
export interface StageThreadsParts {
  readonly plan: PipelinePlan;
  readonly threads: readonly JobThread[];
  readonly counts: ThreadCounts;
  readonly sides: SideLogs;
  readonly budget: MemoryBudget;
  /** How many elements a bundle of a stage is to have at least: as many as its steps process at a time. */
  readonly leastElements: (stageId: string) => number;
  readonly signal: AbortSignal;
}

/** How long threads may take to print what they have to say when they have ended their work. */
const lastPrintMillis = 250;

/**
 * Runs stages on several threads. What waits for a stage is divided into bundles, which the threads take one after the
 * other; between stages, elements are bytes, which this thread only keeps and hands on.
 *
 *     waits for a stage        threads                  waits for the stages that follow
 *     elements  [chunk]...  -> some chunks each     ->  [chunk]... in the order of the bundles,
 *     groups    partitions  -> a partition each     ->  by partition where it is to be grouped
 */
export class StageThreads implements StageRunner<TakenChunks> {
  readonly #parts: StageThreadsParts;
  readonly #specs: ReadonlyMap<string, StageSpec>;
  /** The user's steps of each stage. */
  readonly #steps: ReadonlyMap<string, readonly string[]>;
  readonly #tasks: Tasks;
  /** Those whose bundle of the engine has not been committed. */
  readonly #uncommitted = new Set<BundleTask>();

  constructor(parts: StageThreadsParts) {
    this.#parts = parts;
    this.#specs = new Map(parts.plan.stages.map(({ spec }) => [spec.id, spec]));
    this.#steps = stepsOf(parts.plan);
    this.#tasks = new Tasks(parts.threads, parts.signal);
  }

  async runBundle(
    bundle: Bundle<TakenChunks>,
    newInput: (stageId: string) => PendingInput<TakenChunks>,
  ): Promise<BundleResult<TakenChunks>> {
    const { sides, budget } = this.#parts;
    const { stageId } = bundle;
    const steps = this.#steps.get(stageId) ?? [];
    const tasks = this.#divide(bundle).map((chunks) => {
      const feed = chunks === undefined ? undefined : new ChunkFeed(chunks, budget);
      return new BundleTask({ stageId, steps, feed, newInput, newLog: (id) => sides.newLog(id) });
    });
    for (const task of tasks) this.#uncommitted.add(task);
    try {
      await Promise.all(tasks.map((task) => handled(this.#tasks.run(task))));
    } finally {
      for (const { feed } of tasks) feed?.close();
    }
    for (const task of tasks) this.#uncommitted.delete(task);
    return this.#commit(tasks);
  }

  uncommittedMetrics(): StepMetrics[] {
    return [...this.#uncommitted].flatMap(({ metrics }) => metrics.map(metricsFrom));
  }

  elementsIn(stageId: string): number {
    return this.#parts.counts.elementsIn(stageId);
  }

  stepElements(): ReadonlyMap<string, number> {
    return this.#parts.counts.stepElements([...this.#specs.keys()]);
  }

  /** None: each thread finds out by itself that it waits for what can't come. */
  waitingSteps(): string[] {
    return [];
  }

  settled(): Promise<unknown> {
    return this.#tasks.settled();
  }

  async teardown(hasJobFailed: boolean): Promise<void> {
    const ended = await Promise.allSettled(this.#parts.threads.map((thread) => thread.teardown(hasJobFailed)));
    const failed = ended.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  async close(): Promise<void> {
    const { threads, signal } = this.#parts;
    // One that has ended well is gone as soon as all that it has printed is printed here.
    if (!signal.aborted) await within(lastPrintMillis, Promise.all(threads.map((thread) => thread.exited())));
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  /** Divides what a bundle of the engine takes: the input of each task; undefined for a root. */
  #divide({ stageId, input: { partitions, elements } }: Bundle<TakenChunks>): (readonly KeptChunk[] | undefined)[] {
    const kind = this.#specs.get(stageId)?.kind;
    if (kind === "root") return [undefined];
    const least = this.#parts.leastElements(stageId);
    if (kind === "aggregate") return joinPartitions(partitions, least);
    const shares = sharesFor(this.#parts.threads.length);
    const most = Math.max(1, Math.floor(elements / least));
    return divideChunks(partitions.flat(), most < shares.length ? equalShares(most) : shares);
  }

  /** Joins what tasks have made, in their order. */
  #commit(tasks: readonly BundleTask[]): BundleResult<TakenChunks> {
    const outputs = new Map<string, ChunkInput>();
    for (const task of tasks) {
      for (const [id, log] of task.sides) this.#parts.sides.append(id, log);
      for (const [id, made] of task.outputs) {
        const joined = outputs.get(id);
        if (joined === undefined) outputs.set(id, made);
        else joined.absorb(made);
      }
    }
    return { outputs, metrics: tasks.flatMap(({ metrics }) => metrics.map(metricsFrom)) };
  }
}

function stepsOf({ stages, stepNames }: PipelinePlan): Map<string, string[]> {
  const known = new Set(stepNames);
  return new Map(
    stages.map(({ spec, descriptor }) => {
      const steps = new Set(Object.values(descriptor.transforms).map(userStepOf));
      return [spec.id, [...steps].filter((step) => known.has(step))];
    }),
  );
}
