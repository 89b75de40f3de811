import { handled, type MaybePromise } from "./maybe-promise.ts";
import type { ElementMetadata, Registers } from "./registers.ts";
import type { UnitParts } from "./unit.ts";

interface Waiting {
  readonly value: unknown;
  readonly metadata: ElementMetadata;
}

/** Where elements of an asynchronous step are, from when they come until they are done. */
export interface Lane {
  /** The full name of its step. */
  readonly step: string;
  /** What settles when nothing is under way any more, also after a failure; undefined when nothing is. */
  readonly busy: Promise<void> | undefined;
}

/**
 * Where elements wait their turn while a unit is busy with an earlier one: in order, each with its own metadata.
 *
 *     receive(a) -> begins, returns a promise    lane: busy
 *     receive(b) -> waits in line                lane: busy, [b]
 *     a is done  -> installs b's metadata, begins b ...
 */
export class SerialLane implements Lane {
  readonly step: string;
  busy: Promise<void> | undefined;
  readonly #registers: Registers;
  readonly #signal: AbortSignal;
  readonly #process: (value: unknown) => MaybePromise;
  #waiting: Waiting[] = [];

  /** @param process - processes one element, whose metadata is in the registers, and gives what takes longer to `run` */
  constructor({ registers, plan, failures }: UnitParts, process: (value: unknown) => MaybePromise) {
    this.step = failures.step;
    this.#registers = registers;
    this.#signal = plan.signal;
    this.#process = process;
    plan.lanes.push(this);
  }

  /** Makes the lane busy until `work`, which is on an element that was begun, and all that waits is done. */
  run(work: Promise<void>): Promise<void> {
    // What was taken from the line is already awaited by the one that takes the next.
    if (this.busy !== undefined) return work;
    this.busy = handled(this.#drain(work));
    return this.busy;
  }

  /** Puts an element in line. Only to be called while the lane is busy. */
  wait(value: unknown): MaybePromise {
    this.#waiting.push({ value, metadata: this.#registers.snapshot() });
    return this.busy;
  }

  async #drain(first: Promise<void>): Promise<void> {
    try {
      await first;
      while (this.#waiting.length > 0) {
        const line = this.#waiting;
        this.#waiting = [];
        for (const { value, metadata } of line) {
          this.#signal.throwIfAborted();
          this.#registers.install(metadata);
          const work = this.#process(value);
          if (work !== undefined) await work;
        }
      }
    } finally {
      this.#waiting = [];
      this.busy = undefined;
    }
  }
}
