import { MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import { GLOBAL_WINDOWS } from "../../../sdk/values/window.ts";
import { NO_FIRING } from "../../../sdk/values/pane.ts";
import type { PendingInput } from "./pending-input.ts";
import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import { StageState } from "./stage-state.ts";
import type { Bundle, BundleOutcome, EngineStatus, StageReport, StageSpec } from "./stage-spec.ts";

/**
 * Decides what may run: keeps what waits for each stage, and how far event time has come.
 *
 * It is a state machine, without promise, clock, socket or proto: nothing moves but by a call of one of its methods.
 * `now` is milliseconds of any clock that doesn't go back. An `Input` is what bundles take: it is handed on as it is.
 */
export class ElementManager<Input = ElementSource> {
  readonly #stages = new Map<string, StageState<Input>>();
  readonly #bundles = new Map<string, StageState<Input>>();
  // Stages to look at when something may be ready: those that something has come for, or whose watermark has moved.
  readonly #candidates = new Set<StageState<Input>>();
  #bundleCount = 0;
  #failure: { readonly cause: unknown } | undefined;

  readonly #newInputOf: (spec: StageSpec) => PendingInput<Input>;

  /**
   * @param specs - all stages, each after its producers
   * @param newInputOf - makes the empty input of a stage
   */
  constructor(specs: readonly StageSpec[], newInputOf: (spec: StageSpec) => PendingInput<Input>) {
    this.#newInputOf = newInputOf;
    for (const spec of specs) {
      const producers = spec.producers.map((id) => this.#stage(id));
      const stage = new StageState(spec, producers, this.#newInputOf(spec));
      this.#stages.set(spec.id, stage);
      if (spec.kind === "root") this.#startRoot(stage);
    }
    // Side inputs may come from stages that are given later.
    for (const { id, sideProducers = [] } of specs) {
      this.#stage(id).sideProducers = sideProducers.map((producer) => this.#stage(producer));
    }
    this.#propagate([...this.#stages.values()]);
  }

  /** Returns an empty input of a stage, for a bundle to fill: see {@link BundleOutcome}. */
  newInput(stageId: string): PendingInput<Input> {
    return this.#newInputOf(this.#stage(stageId).spec);
  }

  /** Takes out all work that may start now: at most one bundle of each stage at a time. */
  ready(now: number): readonly Bundle<Input>[] {
    if (this.#failure !== undefined) return [];
    const bundles: Bundle<Input>[] = [];
    for (const stage of this.#candidates) {
      if (stage.running !== undefined || stage.isHeldBack) continue;
      this.#candidates.delete(stage);
      const { input, size, hold } = stage.pending.take(stage.inputWatermark);
      if (size === 0) continue;
      const id = `b${String(this.#bundleCount++)}`;
      stage.start({ id, hold, startedAt: now });
      this.#bundles.set(id, stage);
      bundles.push({ id, stageId: stage.spec.id, input, size });
    }
    return bundles;
  }

  /** Takes over what a bundle has made: from now on it is visible to the stages that follow. */
  commit({ bundleId, outputs }: BundleOutcome<Input>, now: number): void {
    const stage = this.#end(bundleId, now);
    for (const [stageId, input] of outputs) {
      if (input.size === 0) continue;
      const consumer = this.#stage(stageId);
      consumer.pending.absorb(input);
      this.#candidates.add(consumer);
    }
    // What has come in holds the watermarks of those that it came to, so they are looked at after it.
    this.#propagate([stage, ...[...outputs.keys()].map((id) => this.#stage(id))]);
    if (stage.pending.size > 0) this.#candidates.add(stage);
  }

  /** Takes note that a bundle has failed: the job has, and nothing starts any more. */
  fail(bundleId: string, cause: unknown, now: number): void {
    this.#end(bundleId, now);
    this.#failure ??= { cause };
  }

  status(): EngineStatus {
    if (this.#failure !== undefined) return { kind: "failed", cause: this.#failure.cause };
    if (this.#bundles.size > 0) return { kind: "running" };
    for (const stage of this.#candidates) if (stage.canStart) return { kind: "running" };
    for (const stage of this.#stages.values()) {
      if (stage.pending.size > 0) return { kind: "stuck", report: this.#describe() };
    }
    return { kind: "done" };
  }

  /** Tells of every stage, in the order in which they were given. */
  stages(): readonly StageReport[] {
    return [...this.#stages.values()].map((stage) => stage.report());
  }

  #startRoot(stage: StageState<Input>): void {
    stage.pending.add(new Uint8Array(), { timestamp: MIN_TIMESTAMP, windows: GLOBAL_WINDOWS, pane: NO_FIRING });
    this.#candidates.add(stage);
  }

  #end(bundleId: string, now: number): StageState<Input> {
    const stage = this.#bundles.get(bundleId);
    if (stage === undefined) throw new Error(`Bundle ${bundleId} is not running: it has ended, or was never started.`);
    this.#bundles.delete(bundleId);
    stage.end(now);
    return stage;
  }

  /** Moves the watermarks of the given stages, and of all that follow from them. */
  #propagate(stages: readonly StageState<Input>[]): void {
    const waiting = [...stages];
    for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
      const before: Timestamp = stage.inputWatermark;
      if (stage.updateWatermarks()) waiting.push(...stage.consumers);
      if (stage.inputWatermark > before && stage.pending.size > 0) this.#candidates.add(stage);
    }
  }

  #stage(id: string): StageState<Input> {
    const stage = this.#stages.get(id);
    if (stage === undefined) throw new Error(`There is no stage ${id}.`);
    return stage;
  }

  #describe(): string {
    const watermark = (at: Timestamp): string =>
      at >= MAX_TIMESTAMP ? "end" : at <= MIN_TIMESTAMP ? "start" : String(at);
    return this.stages()
      .map(
        ({ name, state, pending, inputWatermark, outputWatermark }) =>
          `${name}: ${state}, ${String(pending)} pending, watermark in ${watermark(inputWatermark)}, out ${watermark(outputWatermark)}`,
      )
      .join("\n");
  }
}
