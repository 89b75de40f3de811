import { within } from "../../sdk/exec/maybe-promise.ts";
import { MetricResults } from "../../sdk/metrics/metric-results.ts";
import { MetricsContainer } from "../../sdk/metrics/metrics-container.ts";
import { endWithin } from "../../sdk/pipeline/end-within.ts";
import { JobCancelledError } from "../../sdk/pipeline/job-cancelled-error.ts";
import type { Job, JobState, PipelineResult } from "../../sdk/pipeline/result.ts";
import type { Duration } from "../../sdk/values/duration.ts";
import type { JobSummary, ProgressSnapshot, StepProgress } from "./console/progress.ts";
import { ElementManager } from "./engine/element-manager.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import type { Bundle, StageSpec } from "./engine/stage-spec.ts";
import { StuckJobError, UnsettledFunctionError } from "./job-errors.ts";
import type { BundleResult, StageRunner } from "./stage-runner.ts";

/** What a {@link DirectJob} is made of. */
export interface DirectJobParts<Input> {
  /** Each after its producers. */
  readonly specs: readonly StageSpec[];
  readonly stages: StageRunner<Input>;
  /** The full names of the steps that run, in the order of the pipeline. */
  readonly stepNames: readonly string[];
  /** Makes the empty input of a stage. */
  readonly newInputOf: (spec: StageSpec) => PendingInput<Input>;
  /** Aborts what the bundles wait for. */
  readonly abort: AbortController;
  /** Called once, when nothing of the job runs any more; who waits for its end waits for this too. */
  readonly onEnd: (job: DirectJob<Input>) => Promise<void>;
}

/** How long the calls that are under way when a job fails may take before its steps are torn down without them. */
const settleMillis = 250;
/** How long the teardowns of a failed job may take before it ends without them. */
const teardownMillis = 500;

/** A job of the DirectRunner: asks the engine what may run, has it run, and tells the engine what came of it. */
export class DirectJob<Input> implements Job {
  readonly #parts: DirectJobParts<Input>;
  readonly #engine: ElementManager<Input>;
  readonly #metrics = new Map<string, MetricsContainer>();
  readonly #elementsOut = new Map<string, number>();
  readonly #startedAt = performance.now();
  #state: JobState = "running";
  readonly #end: Promise<PipelineResult>;
  #isWatched = false;

  constructor(parts: DirectJobParts<Input>) {
    this.#parts = parts;
    this.#engine = new ElementManager(parts.specs, parts.newInputOf);
    this.#end = this.#run();
    // Whoever waits for the end, or cancels, gets its error. One that nobody asks for is a rejection that nobody handles.
    void this.#end.catch((error: unknown) => {
      if (!this.#isWatched) throw error;
    });
  }

  get state(): JobState {
    return this.#state;
  }

  waitUntilFinish(limit?: Duration): Promise<PipelineResult> {
    this.#isWatched = true;
    return endWithin(this, this.#end, limit);
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
    for (const { step, metrics } of this.#parts.stages.uncommittedMetrics()) addMetrics(attempted, step, metrics);
    return Promise.resolve(new MetricResults(this.#metrics, attempted));
  }

  /** Begins to cancel the job; `reason` is for its error. */
  cancelFor(reason: string): void {
    if (this.#state === "running")
      this.#parts.abort.abort(new JobCancelledError(reason, this.#parts.stages.waitingSteps()));
  }

  /** Ends the job as one that waits for what can't come any more. */
  failUnsettled(): void {
    this.#parts.abort.abort(new UnsettledFunctionError(this.#parts.stages.waitingSteps()));
  }

  /** How far it is now. */
  progress(): ProgressSnapshot {
    const stages = this.#engine.stages().map(({ id, name, state, busyMillis }) => ({
      name,
      state,
      elementsIn: this.#parts.stages.elementsIn(id),
      elementsOut: this.#elementsOut.get(id) ?? 0,
      wallMillis: busyMillis,
    }));
    return {
      elapsedMillis: performance.now() - this.#startedAt,
      stages,
      steps: this.#steps(),
      waiting: this.#parts.stages.waitingSteps(),
    };
  }

  /** What there is to tell at its end. */
  summary(): JobSummary {
    return { ...this.progress(), metrics: new MetricResults(this.#metrics) };
  }

  async #run(): Promise<PipelineResult> {
    try {
      await this.#runBundles();
      await this.#unlessAborted(this.#parts.stages.teardown(false));
      this.#state = "done";
      return { state: "done", metrics: new MetricResults(this.#metrics) };
    } catch (error) {
      this.#parts.abort.abort(error);
      // Its error is the one to tell: another one, or a function that hangs, is not.
      await within(settleMillis, this.#parts.stages.settled());
      await within(teardownMillis, this.#parts.stages.teardown(true));
      this.#state = error instanceof JobCancelledError ? "cancelled" : "failed";
      throw error;
    } finally {
      await this.#parts.stages.close();
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

  async #runBundle(bundle: Bundle<Input>): Promise<void> {
    let result: BundleResult<Input>;
    try {
      result = await this.#parts.stages.runBundle(bundle, (stageId) => this.#engine.newInput(stageId));
    } catch (error) {
      this.#engine.fail(bundle.id, error, performance.now());
      return;
    }
    const { outputs, metrics: reported } = result;
    // Only bundles that have ended well count.
    for (const { step, metrics } of reported) addMetrics(this.#metrics, step, metrics);
    let elementsOut = this.#elementsOut.get(bundle.stageId) ?? 0;
    for (const { size } of outputs.values()) elementsOut += size;
    this.#elementsOut.set(bundle.stageId, elementsOut);
    this.#engine.commit({ bundleId: bundle.id, outputs }, performance.now());
  }

  /** The steps in the order of the pipeline. */
  #steps(): StepProgress[] {
    const elements = this.#parts.stages.stepElements();
    return this.#parts.stepNames.flatMap((name) => {
      const count = elements.get(name);
      return count === undefined ? [] : [{ name, elements: count }];
    });
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
