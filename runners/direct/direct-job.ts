import { within } from "../../sdk/exec/maybe-promise.ts";
import type { Plan } from "../../sdk/exec/plan.ts";
import { MetricResults } from "../../sdk/metrics/metric-results.ts";
import { MetricsContainer } from "../../sdk/metrics/metrics-container.ts";
import { JobCancelledError } from "../../sdk/pipeline/job-cancelled-error.ts";
import type { Job, JobState, PipelineResult } from "../../sdk/pipeline/result.ts";
import type { JobSummary, ProgressSnapshot, StepProgress } from "./console/progress.ts";
import { ElementManager } from "./engine/element-manager.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import type { Bundle, StageSpec } from "./engine/stage-spec.ts";
import { StuckJobError, UnsettledFunctionError } from "./job-errors.ts";
import { LocalContext } from "./local-context.ts";
import type { PlannedStage } from "./planner/plan-pipeline.ts";
import type { SideStores } from "./sides/side-stores.ts";

/** A stage that is ready to run. */
export interface RunnableStage extends PlannedStage {
  readonly plan: Plan;
}

/** What a {@link DirectJob} is made of. */
export interface DirectJobParts {
  /** Each after its producers. */
  readonly stages: readonly RunnableStage[];
  /** The full names of the steps that run, in the order of the pipeline. */
  readonly stepNames: readonly string[];
  readonly sides: SideStores;
  /** Makes the empty input of a stage. */
  readonly newInputOf: (spec: StageSpec) => PendingInput;
  /** Aborts what the plans' bundles wait for. */
  readonly abort: AbortController;
  /** Called once, when nothing of the job runs any more; who waits for its end waits for this too. */
  readonly onEnd: (job: DirectJob) => Promise<void>;
}

/** How long the calls that are under way when a job fails may take before its steps are torn down without them. */
const settleMillis = 250;
/** How long the teardowns of a failed job may take before it ends without them. */
const teardownMillis = 500;

/** A job of the DirectRunner: asks the engine what may run, runs it, and tells the engine what came of it. */
export class DirectJob implements Job {
  readonly #parts: DirectJobParts;
  readonly #stages: ReadonlyMap<string, RunnableStage>;
  readonly #engine: ElementManager;
  readonly #metrics = new Map<string, MetricsContainer>();
  readonly #elementsOut = new Map<string, number>();
  readonly #startedAt = performance.now();
  #state: JobState = "running";
  readonly #end: Promise<PipelineResult>;
  #isWatched = false;

  constructor(parts: DirectJobParts) {
    this.#parts = parts;
    this.#stages = new Map(parts.stages.map((stage) => [stage.spec.id, stage]));
    this.#engine = new ElementManager(
      parts.stages.map(({ spec }) => spec),
      parts.newInputOf,
    );
    this.#end = this.#run();
    // Whoever waits for the end, or cancels, gets its error. One that nobody asks for is a rejection that nobody handles.
    void this.#end.catch((error: unknown) => {
      if (!this.#isWatched) throw error;
    });
  }

  get state(): JobState {
    return this.#state;
  }

  waitUntilFinish(): Promise<PipelineResult> {
    this.#isWatched = true;
    return this.#end;
  }

  async cancel(): Promise<void> {
    this.#isWatched = true;
    this.cancelFor("by the program");
    await this.#end.catch(() => undefined);
  }

  /** Returns what its bundles have reported by now: all as attempted, and those that have ended well as committed. */
  metrics(): Promise<MetricResults> {
    const attempted = new Map<string, MetricsContainer>();
    for (const [step, metrics] of this.#metrics) addMetrics(attempted, step, metrics);
    for (const { plan } of this.#parts.stages) {
      for (const { step, metrics } of plan.units) addMetrics(attempted, step, metrics);
    }
    return Promise.resolve(new MetricResults(this.#metrics, attempted));
  }

  /** Begins to cancel the job; `reason` is for its error. */
  cancelFor(reason: string): void {
    if (this.#state === "running") this.#parts.abort.abort(new JobCancelledError(reason));
  }

  /** Ends the job as one that waits for what can't come any more. */
  failUnsettled(): void {
    const waiting = this.#parts.stages.flatMap(({ plan }) => plan.waitingStep ?? []);
    this.#parts.abort.abort(new UnsettledFunctionError(waiting));
  }

  /** How far it is now. */
  progress(): ProgressSnapshot {
    const stages = this.#engine.stages().map(({ id, name, state, busyMillis }) => ({
      name,
      state,
      elementsIn: this.#stages.get(id)?.plan.elementsIn ?? 0,
      elementsOut: this.#elementsOut.get(id) ?? 0,
      wallMillis: busyMillis,
    }));
    return { elapsedMillis: performance.now() - this.#startedAt, stages, steps: this.#steps() };
  }

  /** What there is to tell at its end. */
  summary(): JobSummary {
    return { ...this.progress(), metrics: new MetricResults(this.#metrics) };
  }

  async #run(): Promise<PipelineResult> {
    try {
      await this.#runBundles();
      await this.#unlessAborted(this.#teardown(false));
      this.#state = "done";
      return { state: "done", metrics: new MetricResults(this.#metrics) };
    } catch (error) {
      this.#parts.abort.abort(error);
      // Its error is the one to tell: another one, or a function that hangs, is not.
      await within(settleMillis, Promise.all(this.#parts.stages.map(({ plan }) => plan.settled())));
      await within(teardownMillis, this.#teardown(true));
      this.#state = error instanceof JobCancelledError ? "cancelled" : "failed";
      throw error;
    } finally {
      await this.#parts.onEnd(this);
    }
  }

  async #runBundles(): Promise<void> {
    const running = new Map<string, Promise<void>>();
    for (;;) {
      for (const bundle of this.#engine.ready(performance.now())) {
        running.set(
          bundle.id,
          this.#runBundle(bundle).finally(() => running.delete(bundle.id)),
        );
      }
      const status = this.#engine.status();
      if (status.kind === "done") return;
      if (status.kind === "stuck") throw new StuckJobError(status.report);
      if (status.kind === "failed") {
        // Others of its bundles end before its steps are torn down.
        this.#parts.abort.abort(status.cause);
        await Promise.all(running.values());
        throw status.cause;
      }
      await Promise.race(running.values());
    }
  }

  async #runBundle(bundle: Bundle): Promise<void> {
    const stage = this.#stages.get(bundle.stageId);
    if (stage === undefined) throw new Error(`There is no stage ${bundle.stageId}.`);
    const context = new LocalContext(bundle, stage, { engine: this.#engine, sides: this.#parts.sides });
    try {
      await stage.plan.processBundle(context);
    } catch (error) {
      this.#engine.fail(bundle.id, error, performance.now());
      return;
    }
    for (const { step, metrics } of stage.plan.units) this.#takeMetrics(step, metrics);
    let elementsOut = this.#elementsOut.get(bundle.stageId) ?? 0;
    for (const { size } of context.outputs.values()) elementsOut += size;
    this.#elementsOut.set(bundle.stageId, elementsOut);
    this.#engine.commit({ bundleId: bundle.id, outputs: context.outputs }, performance.now());
  }

  /** Takes over what a bundle has reported: only bundles that have ended well count. */
  #takeMetrics(step: string, metrics: MetricsContainer): void {
    addMetrics(this.#metrics, step, metrics);
    metrics.reset();
  }

  /** The steps in the order of the pipeline. Of one that runs in several parts, the last part's output is its own. */
  #steps(): StepProgress[] {
    const elements = new Map<string, number>();
    for (const { plan } of this.#parts.stages) {
      for (const { step, emitted, isUserStep } of plan.units) {
        if (isUserStep)
          elements.set(
            step,
            emitted.reduce((sum, count) => sum + count.elements, 0),
          );
      }
    }
    return this.#parts.stepNames.flatMap((name) => {
      const count = elements.get(name);
      return count === undefined ? [] : [{ name, elements: count }];
    });
  }

  async #teardown(hasJobFailed: boolean): Promise<void> {
    const ended = await Promise.allSettled(this.#parts.stages.map(({ plan }) => plan.teardown(hasJobFailed)));
    const failed = ended.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Waits for `work`, unless the job is cancelled meanwhile. */
  async #unlessAborted(work: Promise<void>): Promise<void> {
    const { signal } = this.#parts.abort;
    signal.throwIfAborted();
    let stop = (): void => undefined;
    const aborted = new Promise<void>((resolve) => {
      stop = resolve;
    });
    signal.addEventListener("abort", stop, { once: true });
    try {
      await Promise.race([work, aborted]);
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

function addMetrics(to: Map<string, MetricsContainer>, step: string, metrics: MetricsContainer): void {
  if (metrics.isEmpty) return;
  const total = to.get(step) ?? new MetricsContainer();
  total.merge(metrics);
  to.set(step, total);
}
