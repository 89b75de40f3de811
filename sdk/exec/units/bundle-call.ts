import type { BundleContext, EmitWindowedOptions, OutputTypes } from "../../dofn/contexts.ts";
import { describeResult, WrongResultError } from "../../dofn/wrong-result-error.ts";
import { MAIN_OUTPUT } from "../../graph/nodes.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { NO_FIRING } from "../../values/pane.ts";
import { isTimestamp } from "../../values/timestamp.ts";
import type { Window } from "../../values/window.ts";
import { both, type MaybePromise } from "../maybe-promise.ts";
import type { UnitParts } from "../unit.ts";
import { InvalidTimestampError, LateEmitError, outputOf } from "./do-fn-call.ts";

function isWindow(window: unknown): boolean {
  const { maxTimestamp } = (window ?? {}) as Partial<Window>;
  return typeof maxTimestamp === "number" && isTimestamp(maxTimestamp);
}

function notAWindow(window: unknown): WrongResultError {
  return new WrongResultError(`What it emits needs a window that ends at an instant; got ${describeResult(window)}.`, [
    "keep the window of an element:  process(element, { window }) { ... }",
    "where nothing is windowed:  GLOBAL_WINDOW",
  ]);
}

/** What a DoFn's `startBundle` and `finishBundle` are given: each call its own. */
export class BundleCall implements BundleContext<unknown, OutputTypes, unknown> {
  readonly resources: unknown;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
  readonly emit: (value: unknown, options: EmitWindowedOptions) => void;
  readonly emitTo: (tag: string, value: unknown, options: EmitWindowedOptions) => void;
  readonly #what: string;
  readonly #parts: UnitParts;
  #isOpen = true;
  #pending: MaybePromise;

  /** @param what - the name of the function that is called */
  constructor(what: string, parts: UnitParts, resources: unknown) {
    this.#what = what;
    this.#parts = parts;
    this.resources = resources;
    this.metrics = parts.metrics;
    this.signal = parts.plan.signal;
    this.emit = (value, options) => {
      this.#emit(MAIN_OUTPUT, value, options);
    };
    this.emitTo = (tag, value, options) => {
      this.#emit(tag, value, options);
    };
  }

  /** Closes the call, and returns what settles when the steps below have taken all that it has emitted. */
  end(): MaybePromise {
    this.#isOpen = false;
    return this.#pending;
  }

  // A program without type checks can leave the options out, as it can in process.
  #emit(tag: string, value: unknown, options: Partial<EmitWindowedOptions> | undefined): void {
    const { failures, registers, plan } = this.#parts;
    if (!this.#isOpen) throw failures.ofElement(new LateEmitError(this.#what), value);
    plan.signal.throwIfAborted();
    const { timestamp, window } = options ?? {};
    if (timestamp === undefined || window === undefined) {
      const hint = "emit(value, { timestamp, window })";
      throw failures.of(this.#what, new TypeError(`What it emits needs a timestamp and a window: ${hint}.`));
    }
    if (!isTimestamp(timestamp)) throw failures.of(this.#what, new InvalidTimestampError(timestamp));
    if (!isWindow(window)) throw failures.of(this.#what, notAWindow(window));
    registers.install({ timestamp, windows: [window], pane: NO_FIRING });
    this.#pending = both(this.#pending, outputOf(this.#parts, tag)(value));
  }
}
