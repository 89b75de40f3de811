import { buildPlan } from "../../../../sdk/exec/build-plan.ts";
import type { BundleContext, ElementSource } from "../../../../sdk/exec/bundle-context.ts";
import type { TallyOf } from "../../../../sdk/exec/unit.ts";
import type { Plan } from "../../../../sdk/exec/plan.ts";
import { kvCoder } from "../../../../sdk/coders/kv-coder.ts";
import type { FunctionTable } from "../../../../sdk/fn/function-table.ts";
import type { CallSite } from "../../../../sdk/values/call-site.ts";
import { NO_FIRING } from "../../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP, MIN_TIMESTAMP } from "../../../../sdk/values/timestamp.ts";
import { GLOBAL_WINDOWS } from "../../../../sdk/values/window.ts";
import { MemoryBudget } from "../../engine/memory-budget.ts";
import { SpillSpace } from "../../engine/spill-space.ts";
import { stageInput } from "../../engine/stage-input.ts";
import { elementsOfSteps, takeMetrics, tearDown } from "../../local-stages.ts";
import type { PipelinePlan, PlannedStage } from "../../planner/plan-pipeline.ts";
import type { SpillOptions } from "../../spill/spill-options.ts";
import { TempFiles } from "../../spill/temp-files.ts";
import { taskFeed, type FeedBatch, type StageCounts, type TaskReport } from "../messages.ts";
import { sharedTallies } from "../shared-tallies.ts";
import { recordMetrics } from "../metrics-record.ts";
import type { Channel } from "./channel.ts";
import { DecodedSource, readAll } from "./element-source.ts";
import { Outbox, sinkIntoAll } from "./outbox.ts";
import { ThreadSides } from "./thread-sides.ts";

/** What a thread runs stages with. */
export interface StageThreadParts {
  readonly plan: PipelinePlan;
  readonly functions: FunctionTable;
  readonly callSites: ReadonlyMap<string, CallSite>;
  readonly channel: Channel;
  readonly partitionCount: number;
  readonly spill: SpillOptions;
  readonly strict: boolean;
  readonly tallies: SharedArrayBuffer;
  /** Aborted when the job is. It stands for the job in this thread. */
  readonly abort: AbortController;
}

/** A bundle of a stage, as a thread is given it. */
export interface ThreadTask {
  readonly task: number;
  readonly stageId: string;
  readonly input: FeedBatch | undefined;
}

/** The stages of a job as one thread runs them, a bundle at a time. */
export class StageThread {
  readonly #parts: StageThreadParts;
  readonly #stages: ReadonlyMap<string, PlannedStage>;
  readonly #plans = new Map<string, Plan>();
  readonly #sides: ThreadSides;
  readonly #budget: MemoryBudget;
  readonly #files: TempFiles;
  readonly #tallyOf: TallyOf;
  #current: Plan | undefined;

  constructor(parts: StageThreadParts) {
    this.#parts = parts;
    this.#stages = new Map(parts.plan.stages.map((stage) => [stage.spec.id, stage]));
    this.#budget = new MemoryBudget(parts.spill.memoryBytes);
    this.#files = new TempFiles(parts.spill.folder);
    this.#tallyOf = sharedTallies(parts.plan.stepNames, parts.tallies);
    this.#sides = new ThreadSides(parts.plan.sides, parts.channel, (step) => this.#space(step));
  }

  /** The step whose asynchronous function the bundle that runs now waits for. */
  get waitingStep(): string | undefined {
    return this.#current?.waitingStep;
  }

  /** Runs a bundle and tells what came of it; throws what its plan throws. */
  async run({ task, stageId, input }: ThreadTask): Promise<void> {
    const stage = this.#stage(stageId);
    const plan = this.#planOf(stage);
    this.#current = plan;
    const { channel } = this.#parts;
    await this.#sides.load(stage);
    const outbox = new Outbox(this.#parts.partitionCount, (chunk) => channel.sendChunk(task, chunk));
    const source = await this.#sourceOf(stage, task, input);
    await plan.processBundle(this.#contextOf(stage, source, outbox));
    channel.closeFeed(taskFeed(task));
    const chunks = outbox.rest();
    const buffers = chunks.map(({ bytes }) => bytes.buffer as ArrayBuffer);
    channel.send({ kind: "done", task, chunks, report: reportOf(stageId, plan) }, buffers);
  }

  /** What a stage has reported here since it was asked last; undefined where it has not run. */
  report(stageId: string): TaskReport | undefined {
    const plan = this.#plans.get(stageId);
    return plan === undefined ? undefined : reportOf(stageId, plan);
  }

  /** How many elements a stage has had here. */
  counts(stageId: string): StageCounts | undefined {
    const plan = this.#plans.get(stageId);
    return plan === undefined ? undefined : countsOf(stageId, plan);
  }

  /** Waits until no function runs any more. */
  settled(): Promise<unknown> {
    return Promise.all([...this.#plans.values()].map((plan) => plan.settled()));
  }

  async teardown(hasJobFailed: boolean): Promise<void> {
    try {
      await tearDown([...this.#plans.values()], hasJobFailed);
    } finally {
      this.#files.close();
    }
  }

  async #sourceOf(stage: PlannedStage, task: number, input: FeedBatch | undefined): Promise<ElementSource> {
    const { spec } = stage;
    const pending = stageInput(spec, this.#space(spec.name));
    if (spec.kind === "root") {
      pending.add(new Uint8Array(), { timestamp: MIN_TIMESTAMP, windows: GLOBAL_WINDOWS, pane: NO_FIRING });
      return pending.take(MAX_TIMESTAMP).input;
    }
    const feed = this.#parts.channel.openFeed(taskFeed(task), input);
    if (spec.kind === "ordinary") return new DecodedSource(feed, spec.elements);
    const { keyCoder, valueCoder, windowCoder } = spec.grouping;
    await readAll(feed, { elementCoder: kvCoder(keyCoder, valueCoder), windowCoder }, (pair, metadata) => {
      pending.add(pair, metadata);
    });
    this.#parts.abort.signal.throwIfAborted();
    return pending.take(MAX_TIMESTAMP).input;
  }

  #contextOf({ targets, sideTargets }: PlannedStage, source: ElementSource, outbox: Outbox): BundleContext {
    const { stores } = this.#parts.plan.sides;
    return {
      sides: this.#sides.stores,
      data: {
        source: () => source,
        sink: (transformId) => {
          const side = stores.find(({ id }) => id === sideTargets.get(transformId));
          if (side !== undefined) {
            const { id, coder, windowCoder } = side;
            return outbox.elements({ kind: "side", id }, { elementCoder: coder, windowCoder });
          }
          return sinkIntoAll(
            (targets.get(transformId) ?? []).map((id) => {
              const { spec } = this.#stage(id);
              if (spec.kind === "aggregate") return outbox.groups({ kind: "stage", id }, spec.grouping);
              if (spec.kind === "ordinary") return outbox.elements({ kind: "stage", id }, spec.elements);
              throw new Error(`Nothing can be written to the root ${spec.name}.`);
            }),
          );
        },
      },
    };
  }

  #planOf(stage: PlannedStage): Plan {
    const { functions, callSites, abort, strict } = this.#parts;
    const { id } = stage.spec;
    const plan =
      this.#plans.get(id) ??
      buildPlan(stage.descriptor, {
        functions,
        callSites,
        signal: abort.signal,
        job: abort,
        tallyOf: this.#tallyOf,
        strict,
      });
    this.#plans.set(id, plan);
    return plan;
  }

  #stage(id: string): PlannedStage {
    const stage = this.#stages.get(id);
    if (stage === undefined) throw new Error(`There is no stage ${id}.`);
    return stage;
  }

  #space(step: string): SpillSpace {
    return new SpillSpace(step, this.#budget, this.#files);
  }
}

function reportOf(stageId: string, plan: Plan): TaskReport {
  return { metrics: takeMetrics(plan).map(recordMetrics), counts: countsOf(stageId, plan) };
}

function countsOf(stageId: string, plan: Plan): StageCounts {
  return { stageId, elementsIn: plan.elementsIn, steps: elementsOfSteps(plan) };
}
