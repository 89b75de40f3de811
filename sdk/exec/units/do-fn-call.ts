import type { EmitOptions, OutputTypes, ProcessContext } from "../../dofn/contexts.ts";
import { describeResult } from "../../dofn/wrong-result-error.ts";
import type { SideTypes } from "../../dofn/side-inputs.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { PaneInfo } from "../../values/pane.ts";
import { isTimestamp, type Timestamp } from "../../values/timestamp.ts";
import { GLOBAL_WINDOW, type Window } from "../../values/window.ts";
import { noSides } from "../element-context.ts";
import { both, handled, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { Receiver, UnitParts } from "../unit.ts";

const settled = Promise.resolve();

/** Returns the receiver of a tagged output. */
export function outputOf({ outputs, failures }: UnitParts, tag: string): Receiver {
  const receiver = outputs.get(tag);
  if (receiver === undefined) {
    const known = [...outputs.keys()].map((name) => `"${name}"`).join(", ");
    throw failures.of("emitTo", new Error(`There is no output "${tag}"; the step has ${known}.`));
  }
  return receiver;
}

/**
 * What a DoFn's `process` is given: for all of its synchronous calls one, which reads the registers; for each
 * asynchronous call its own, pinned to its element.
 */
export class DoFnCall implements ProcessContext<unknown, OutputTypes, unknown, SideTypes> {
  readonly resources: unknown;
  /** What was emitted and is not yet taken by the steps below. */
  pending: MaybePromise;
  /** False once `process` has returned for good: nothing can be emitted any more. */
  isOpen = true;
  readonly #parts: UnitParts;
  #pinned: ElementMetadata | undefined;
  // Bound, so that users may destructure them; they are made once for all synchronous calls.
  readonly emit: (value: unknown, options?: EmitOptions) => void;
  readonly emitTo: (tag: string, value: unknown, options?: EmitOptions) => void;
  readonly flush: () => Promise<void>;

  constructor(parts: UnitParts, push: Receiver, resources: unknown) {
    this.#parts = parts;
    this.resources = resources;
    this.emit = (value, options) => {
      if (this.#pinned === undefined && options === undefined && this.isOpen) {
        const work = push(value);
        if (work !== undefined) this.pending = both(this.pending, work);
      } else this.#emitElsewhere(push, value, options);
    };
    this.emitTo = (tag, value, options) => {
      this.#emitElsewhere(outputOf(parts, tag), value, options);
    };
    this.flush = () => {
      const work = this.pending;
      if (work === undefined) return settled;
      // Forgotten only when it is done: the bundle waits for it, whether or not the function does.
      const forget = (): void => {
        if (this.pending === work) this.pending = undefined;
      };
      return handled(work.then(forget));
    };
  }

  get timestamp(): Timestamp {
    return (this.#pinned ?? this.#parts.registers).timestamp;
  }

  get window(): Window {
    return (this.#pinned ?? this.#parts.registers).windows[0] ?? GLOBAL_WINDOW;
  }

  get pane(): PaneInfo {
    return (this.#pinned ?? this.#parts.registers).pane;
  }

  get side(): SideTypes {
    return this.#parts.sides?.of(this.window) ?? noSides;
  }

  get metrics(): Metrics {
    return this.#parts.metrics;
  }

  get signal(): AbortSignal {
    return this.#parts.plan.signal;
  }

  /** Makes this the context of one element for good. */
  pin(metadata: ElementMetadata): void {
    this.#pinned = metadata;
  }

  /** Emits with the registers set to this call's element, and to the options' timestamp, and puts them back. */
  #emitElsewhere(push: Receiver, value: unknown, options: EmitOptions | undefined): void {
    const { registers, failures, plan } = this.#parts;
    if (!this.isOpen) throw failures.ofElement(new LateEmitError("process"), value);
    // A function that was under way when the job ended must not reach steps that are torn down.
    plan.signal.throwIfAborted();
    const { timestamp, windows, pane } = registers;
    if (this.#pinned !== undefined) registers.install(this.#pinned);
    if (options?.timestamp !== undefined) registers.timestamp = this.#checkedTimestamp(options.timestamp, value);
    const work = push(value);
    registers.timestamp = timestamp;
    registers.windows = windows;
    registers.pane = pane;
    if (work !== undefined) this.pending = both(this.pending, work);
  }

  #checkedTimestamp(timestamp: Timestamp, value: unknown): Timestamp {
    if (isTimestamp(timestamp) && timestamp >= this.timestamp) return timestamp;
    const problem = isTimestamp(timestamp)
      ? new RangeError(
          `An element can't be emitted at ${String(timestamp)}, before its input element's time ${String(this.timestamp)}.`,
        )
      : new InvalidTimestampError(timestamp);
    throw this.#parts.failures.ofElement(problem, value);
  }
}

/** Thrown by an `emit` that is called too late. */
export class LateEmitError extends Error {
  constructor(what: string) {
    super(`emit was called after ${what} had ended. Return or await the promise of what emits later.`);
  }
}

/** Thrown when an element is emitted at no instant. */
export class InvalidTimestampError extends RangeError {
  constructor(timestamp: unknown) {
    super(`A timestamp is whole milliseconds; got ${describeResult(timestamp)}.`);
  }
}
