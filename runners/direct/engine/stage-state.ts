import { MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { PendingInput } from "./pending-input.ts";
import type { StageReport, StageSpec } from "./stage-spec.ts";

/** A bundle that is under way. */
interface RunningBundle {
  readonly id: string;
  readonly hold: Timestamp;
  readonly startedAt: number;
}

/** What the engine remembers of one stage. */
export class StageState<Input> {
  readonly spec: StageSpec;
  readonly pending: PendingInput<Input>;
  readonly consumers: StageState<Input>[] = [];
  inputWatermark: Timestamp = MIN_TIMESTAMP;
  outputWatermark: Timestamp = MIN_TIMESTAMP;
  running: RunningBundle | undefined;
  /** Whether nothing is here, nor will ever come. */
  isDone = false;
  /** The stages that its side inputs come from. */
  sideProducers: readonly StageState<Input>[] = [];
  readonly #producers: readonly StageState<Input>[];
  #busyMillis = 0;

  constructor(spec: StageSpec, producers: readonly StageState<Input>[], pending: PendingInput<Input>) {
    this.spec = spec;
    this.pending = pending;
    this.#producers = producers;
    for (const producer of new Set(producers)) producer.consumers.push(this);
  }

  /** Whether what comes must wait, since what it reads beside is not all there. */
  get isHeldBack(): boolean {
    return this.sideProducers.some(({ isDone }) => !isDone);
  }

  /** Whether something waits that could be taken now. */
  get canStart(): boolean {
    if (this.running !== undefined || this.pending.size === 0 || this.isHeldBack) return false;
    if (this.spec.kind !== "aggregate" || this.inputWatermark >= MAX_TIMESTAMP) return true;
    return this.pending.hold < this.inputWatermark;
  }

  start(bundle: RunningBundle): void {
    this.running = bundle;
  }

  end(now: number): void {
    this.#busyMillis += now - (this.running?.startedAt ?? now);
    this.running = undefined;
  }

  /**
   * Recomputes the watermarks: input is the least of the producers' outputs; output is the input, held back by what
   * waits here and what is under way. Neither ever goes back.
   *
   * @returns whether the output watermark has moved, or the stage is done now
   */
  updateWatermarks(): boolean {
    let input = MAX_TIMESTAMP;
    for (const { outputWatermark } of this.#producers) input = Math.min(input, outputWatermark);
    this.inputWatermark = Math.max(this.inputWatermark, input);
    const wasDone = this.isDone;
    // The watermark doesn't tell: elements may be at the end of time.
    this.isDone = this.pending.size === 0 && this.running === undefined && this.#producers.every((p) => p.isDone);
    const held = this.spec.movesBack && !this.#mayMoveOn ? MIN_TIMESTAMP : this.#hold;
    const hasMoved = held > this.outputWatermark;
    if (hasMoved) this.outputWatermark = held;
    return hasMoved || this.isDone !== wasDone;
  }

  /** Whether nothing is here, and what may still come is at the end of time. */
  get #mayMoveOn(): boolean {
    return this.inputWatermark >= MAX_TIMESTAMP && this.pending.size === 0 && this.running === undefined;
  }

  /** The earliest event time at which it may still emit, when its steps don't go back in time. */
  get #hold(): Timestamp {
    return Math.min(this.inputWatermark, this.pending.hold, this.running?.hold ?? MAX_TIMESTAMP);
  }

  report(): StageReport {
    const { spec, pending, inputWatermark, outputWatermark } = this;
    const isDone = outputWatermark >= MAX_TIMESTAMP;
    return {
      id: spec.id,
      name: spec.name,
      state: this.running !== undefined ? "running" : isDone ? "done" : "waiting",
      pending: pending.size,
      inputWatermark,
      outputWatermark,
      busyMillis: this.#busyMillis,
    };
  }
}
